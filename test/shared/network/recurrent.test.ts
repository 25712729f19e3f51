import { expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { layersWithInputs, networkOf } from '../../../shared/network.ts';

const layersOf = (candidate: Candidate, input = [24, 3], vocabulary?: number) =>
  layersWithInputs(networkOf({ depth: 0, ...candidate }, input, 4, vocabulary)).filter(
    ({ layer: { kind } }) => kind !== 'dropout',
  );
const recurrent = { family: 'recurrent', units: 10 };

it('stacks layers of which the last gives its last state alone', () => {
  const layers = layersOf({ ...recurrent, recurrentLayer: 'gru', recurrentLayers: 3 });
  expect(layers.map(({ layer, input }) => [layer.kind, input])).toEqual([
    ['gru', [24, 3]],
    ['gru', [24, 10]],
    ['gru', [24, 10]],
    ['dense', [10]],
  ]);
});

it('gives units of each direction', () => {
  expect(layersOf({ ...recurrent, bidirectional: true }).at(-1)?.input).toEqual([20]);
});

it('halves the steps before the recurrence as often as the front says', () => {
  const read = (front: number, steps: number) =>
    layersOf({ ...recurrent, front }, [steps, 3]).find(({ layer }) => layer.kind === 'lstm')?.input;
  expect(read(0, 100)).toEqual([100, 3]);
  expect(read(1, 100)).toEqual([50, 10]);
  expect(read(3, 100)).toEqual([13, 10]);
  expect(read(8, 5)).toEqual([1, 10]);
});

it('masks what it reads, but nothing that a front has made', () => {
  const kinds = (candidate: Candidate) =>
    layersOf({ ...recurrent, masked: true, ...candidate }).map(({ layer }) => layer.kind);
  expect(kinds({})).toEqual(['masking', 'lstm', 'dense']);
  expect(kinds({ front: 1 })).toEqual(['convolution', 'activation', 'lstm', 'dense']);
});

it.each(['recurrent', 'convolutional', 'fullyConnected'])('begins with an embedding over text: %s', (family) => {
  const [first, second] = layersOf({ family, embedding: 6 }, [12, 1], 40);
  expect(first?.layer).toEqual({ kind: 'embedding', vocabulary: 40, units: 6 });
  expect(second?.input).toEqual([12, 6]);
});

it('is of no images, and of tables nothing is read of it', () => {
  expect(() => networkOf(recurrent, [8, 8, 1], 4)).toThrow(
    expect.objectContaining({ name: 'InvalidSpec', place: { key: 'family' } }),
  );
  expect(networkOf(recurrent, [8], 4)).toEqual(networkOf({}, [8], 4));
});
