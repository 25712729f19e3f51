import { describe, expect, it } from 'vitest';
import { defaultSpace } from '../../shared/default-space.ts';
import type { Shape } from '../../shared/layers.ts';
import { layersWithInputs, networkOf } from '../../shared/network.ts';
import { createRandom } from '../../shared/random.ts';
import { neighbourOf } from '../../shared/search-space/change.ts';
import { checkSpace } from '../../shared/search-space/check-space.ts';
import { checkNetworkSpace, checkSpaceOver } from '../../shared/search-space/network-space.ts';
import { sampleCandidate, searchSpaceSchema } from '../../shared/search-space.ts';

const tables = [
  { task: 'binary', rows: 100, input: [4], outputs: 2 },
  { task: 'multiclass', rows: 1500, input: [200], outputs: 20 },
  { task: 'regression', rows: 10_000, input: [13], outputs: 1 },
  { task: 'multiclass', rows: 1_000_000, input: [784], outputs: 10 },
] as const;
const shapes = [
  ...tables,
  { task: 'multiclass', rows: 1200, input: [8, 8, 1], outputs: 10 },
  { task: 'multiclass', rows: 8000, input: [28, 28, 1], outputs: 10 },
  { task: 'binary', rows: 300, input: [96, 64, 3], outputs: 2 },
  { task: 'regression', rows: 3000, input: [2, 1, 1], outputs: 1 },
  { task: 'regression', rows: 3000, input: [30, 4], outputs: 1 },
  { task: 'binary', rows: 300, input: [1, 4], outputs: 2 },
] as const;

describe.each(shapes)('%o', (shape) => {
  const space = defaultSpace(shape);

  it('is a space, and one that networks over such rows understand', () => {
    expect(searchSpaceSchema.parse(space)).toEqual(space);
    checkSpace(space);
    checkNetworkSpace(space);
    checkSpaceOver(shape.input, space);
  });

  it('draws and changes candidates that are networks', () => {
    const random = createRandom(1);
    for (let draw = 0; draw < 100; draw++) {
      const candidate = sampleCandidate(space, random);
      const network = networkOf(neighbourOf(space, candidate, random) ?? {}, shape.input, shape.outputs);
      const layers = layersWithInputs(network);
      expect(layers.at(-1)?.input).toHaveLength(1);
      // No convolution sees what is left of nothing.
      for (const { input } of layers) expect(Math.min(...input)).toBeGreaterThan(0);
      const hidden = networkOf(candidate, shape.input, shape.outputs).blocks.filter(
        ({ layers: [first] }) => first?.kind === 'dense',
      );
      expect(hidden).toHaveLength(Number(candidate.depth));
    }
  });
});

it('is smaller for little data', () => {
  const [small, , large] = tables.map(defaultSpace);
  expect(small?.depth).toMatchObject({ high: 3 });
  expect(large?.depth).toMatchObject({ high: 6 });
  expect(Object.keys(small ?? {}).filter((name) => name.startsWith('width'))).toHaveLength(3);
  expect(small?.['width.1']).toMatchObject({ values: [4, 8, 16, 32] });
  expect(large?.['width.6']).toMatchObject({ values: [16, 32, 64, 128, 256] });
});

it('smooths labels only where there are labels', () => {
  expect(tables.map((shape) => 'labelSmoothing' in defaultSpace(shape))).toEqual([true, true, false, true]);
});

it('has as many stages as the sides can be halved, until the last sees two positions', () => {
  const stagesOf = (input: Shape) => defaultSpace({ task: 'binary', rows: 500, input, outputs: 2 }).stages;
  expect(stagesOf([8, 8, 1])).toMatchObject({ low: 1, high: 3 });
  expect(stagesOf([28, 28, 1])).toMatchObject({ low: 1, high: 4 });
  expect(stagesOf([9, 3])).toMatchObject({ low: 1, high: 3 });
  expect(stagesOf([2, 3, 1])).toMatchObject({ value: 1 });
});

it('mixes families over images, and a parameter exists with its own alone', () => {
  const space = defaultSpace({ task: 'multiclass', rows: 5000, input: [16, 16, 3], outputs: 10 });
  const random = createRandom(2);
  const drawn = Array.from({ length: 60 }, () => sampleCandidate(space, random));
  const kindsOf = (family: string) =>
    drawn.filter((candidate) => candidate.family === family).map((candidate) => 'stages' in candidate);
  expect(new Set(kindsOf('convolutional'))).toEqual(new Set([true]));
  expect(new Set(kindsOf('fullyConnected'))).toEqual(new Set([false]));
});
