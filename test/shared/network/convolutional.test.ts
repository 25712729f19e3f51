import { expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import type { Shape } from '../../../shared/layers.ts';
import { layersWithInputs, type Network, networkOf } from '../../../shared/network.ts';

const filtersOf = (network: Network): number[] =>
  layersWithInputs(network).flatMap(({ layer }) => (layer.kind === 'convolution' ? [layer.filters] : []));
/** Shapes that the convolutions read. */
const readBy = (candidate: Candidate, input: Shape = [28, 28, 1]): Shape[] =>
  layersWithInputs(networkOf(candidate, input, 10)).flatMap(({ layer, input: own }) =>
    layer.kind === 'convolution' ? [own] : [],
  );
const columnsOf = (candidate: Candidate): Shape | undefined =>
  layersWithInputs(networkOf({ depth: 0, ...candidate }, [28, 28, 1], 10)).at(-1)?.input;

it('repeats a cell in each stage, and widens from stage to stage', () => {
  const network = networkOf({ stages: 3, repeats: 2, filters: 10, widen: 1.5 }, [28, 28, 1], 10);
  expect(filtersOf(network)).toEqual([10, 10, 15, 15, 23, 23]);
});

it('halves the sides behind each stage by pooling, or by the stride of its first convolution', () => {
  const stages = { stages: 3, repeats: 2, filters: 4, widen: 1 };
  for (const pool of ['max', 'average']) {
    expect(readBy({ ...stages, pool }).map(([side]) => side)).toEqual([28, 28, 14, 14, 7, 7]);
    expect(columnsOf({ ...stages, pool })).toEqual([3 * 3 * 4]);
  }
  expect(readBy({ ...stages, pool: 'stride' }).map(([side]) => side)).toEqual([28, 14, 14, 7, 7, 4]);
  expect(columnsOf({ ...stages, pool: 'stride' })).toEqual([4 * 4 * 4]);
  expect(readBy({ ...stages, pool: 'none' }).map(([side]) => side)).toEqual([28, 28, 28, 28, 28, 28]);
  expect(readBy({ stages: 4, pool: 'max' }, [3, 2]).map(([steps]) => steps)).toEqual([3, 1, 1, 1]);
});

it('reads every number, or each channel’s mean', () => {
  expect(columnsOf({ stages: 1, filters: 5 })).toEqual([14 * 14 * 5]);
  expect(columnsOf({ stages: 1, filters: 5, globalPool: true })).toEqual([5]);
});

it('has shortcuts around the repeats of a residual cell alone', () => {
  const shortcuts = (candidate: Candidate): boolean[] =>
    networkOf({ stages: 2, repeats: 3, depth: 1, ...candidate }, [8, 8, 1], 10).blocks.map(({ residual }) => residual);
  expect(shortcuts({ cell: 'residual' })).toEqual([false, true, true, false, true, true, false, false]);
  expect(shortcuts({ cell: 'plain' })).toEqual(Array.from({ length: 8 }, () => false));
});

it('is what a network over images is, where nothing is said; of a table no family is read', () => {
  expect(filtersOf(networkOf({}, [8, 8, 1], 10))).toEqual([16, 32]);
  expect(filtersOf(networkOf({ family: 'fullyConnected', stages: 3 }, [8, 8, 1], 10))).toEqual([]);
  expect(networkOf({ family: 'convolutional', filters: -1 }, [64], 10)).toEqual(networkOf({}, [64], 10));
});

it.each([
  [{ filters: 0 }, 'filters is 0'],
  [{ kernel: 4 }, 'kernel is 4'],
  [{ family: 'recursive' }, 'family is "recursive"'],
  [{ pool: 'min' }, 'pool is "min"'],
])('names a value that it does not know: %j', (candidate, message) => {
  expect(() => networkOf(candidate, [8, 8, 1], 10)).toThrow(
    expect.objectContaining({ name: 'InvalidSpec', message: expect.stringContaining(message) }),
  );
});
