import { expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import type { Shape } from '../../../shared/layers.ts';
import { countParameters, layersWithInputs, type Network, networkOf } from '../../../shared/network.ts';

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

it('has shortcuts around the repeats of every cell but a plain one', () => {
  const shortcuts = (candidate: Candidate): boolean[] =>
    networkOf({ stages: 2, repeats: 3, depth: 1, ...candidate }, [8, 8, 1], 10).blocks.map(({ residual }) => residual);
  for (const cell of ['residual', 'separable', 'squeezeExcite']) {
    expect(shortcuts({ cell })).toEqual([false, true, true, false, true, true, false, false]);
  }
  expect(shortcuts({ cell: 'plain' })).toEqual(Array.from({ length: 8 }, () => false));
});

it('has separable convolutions of far fewer numbers behind the first', () => {
  const candidate = {
    stages: 2,
    repeats: 2,
    filters: 16,
    kernel: 5,
    cell: 'separable',
    pool: 'stride',
    globalPool: true,
  };
  const network = networkOf({ ...candidate, depth: 0 }, [16, 16, 3], 10);
  const kinds = layersWithInputs(network).flatMap(({ layer: { kind } }) => (kind.endsWith('onvolution') ? [kind] : []));
  const separable = ['depthwiseConvolution', 'convolution'];
  expect(kinds).toEqual(['convolution', ...separable, ...separable, ...separable]);
  // 5·5 numbers a channel, then as many as channels in and out, and a bias; ten classes at the end.
  const behind = (input: number, filters: number): number => 25 * input + input * filters + filters;
  expect(countParameters(network)).toBe(25 * 3 * 16 + 16 + behind(16, 16) + behind(16, 32) + behind(32, 32) + 33 * 10);
  expect(layersWithInputs(network).at(-3)?.input).toEqual([4, 4, 32]);
});

it('weighs the channels of each squeeze-and-excite cell, by a unit for four of them', () => {
  const candidate = { stages: 1, repeats: 2, filters: 10, cell: 'squeezeExcite', globalPool: true, depth: 0 };
  const plain = countParameters(networkOf({ ...candidate, cell: 'residual' }, [8, 8, 1], 10));
  // 10 channels to 3 units and back, twice.
  expect(countParameters(networkOf(candidate, [8, 8, 1], 10)) - plain).toBe(2 * (10 * 3 + 3 + 3 * 10 + 10));
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
