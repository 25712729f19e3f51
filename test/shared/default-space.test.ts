import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../shared/candidate.ts';
import type { DataShape } from '../../shared/default-space/data-shape.ts';
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
  { task: 'multiclass', rows: 3000, input: [40, 6], outputs: 3, isPadded: true },
  { task: 'regression', rows: 3000, input: [1000, 2], outputs: 12 },
  { task: 'binary', rows: 1000, input: [50, 1], outputs: 2, vocabulary: 300 },
] as const;

const vocabularyOf = ({ vocabulary }: DataShape) => vocabulary;

describe.each(shapes)('%o', (shape) => {
  const space = defaultSpace(shape);
  const over = (candidate: Candidate) => networkOf(candidate, shape.input, shape.outputs, vocabularyOf(shape));

  it('is a space, and one that networks over such rows understand', () => {
    expect(searchSpaceSchema.parse(space)).toEqual(space);
    checkSpace(space);
    checkNetworkSpace(space);
    checkSpaceOver(shape.input, space, vocabularyOf(shape));
  });

  it('draws and changes candidates that are networks', () => {
    const random = createRandom(1);
    for (let draw = 0; draw < 100; draw++) {
      const candidate = sampleCandidate(space, random);
      const network = over(neighbourOf(space, candidate, random) ?? {});
      const layers = layersWithInputs(network);
      expect(layers.at(-1)?.input).toHaveLength(1);
      // No convolution sees what is left of nothing.
      for (const { input } of layers) expect(Math.min(...input)).toBeGreaterThan(0);
      const hidden = over(candidate).blocks.filter(({ layers: [first] }) => first?.kind === 'dense');
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

const series = { task: 'regression', rows: 5000, outputs: 4 } as const;
const drawnFrom = (shape: DataShape): Candidate[] => {
  const random = createRandom(3);
  return Array.from({ length: 200 }, () => sampleCandidate(defaultSpace(shape), random));
};
const familiesOf = (shape: DataShape) => new Set(drawnFrom(shape).map(({ family }) => family));

it('mixes families over steps; a single one has no order, and images no steps', () => {
  const all = new Set(['convolutional', 'recurrent', 'fullyConnected']);
  expect(familiesOf({ ...series, input: [24, 2] })).toEqual(all);
  expect(familiesOf({ ...series, input: [20, 1], vocabulary: 50 })).toEqual(all);
  for (const input of [
    [1, 2],
    [8, 8, 1],
  ]) {
    expect(familiesOf({ ...series, input })).toEqual(new Set(['convolutional', 'fullyConnected']));
  }
});

it.each([8, 24, 64, 65, 200, 1000, 10_000])(
  'never has a recurrence over more than 64 of %i steps, or a few',
  (steps) => {
    for (const candidate of drawnFrom({ ...series, input: [steps, 2] })) {
      for (const { layer, input } of layersWithInputs(networkOf(candidate, [steps, 2], 4))) {
        if (layer.kind === 'lstm' || layer.kind === 'gru') {
          expect(input[0]).toBeLessThanOrEqual(64);
          expect(input[0]).toBeGreaterThanOrEqual(Math.min(8, steps));
        }
      }
    }
  },
);

it('masks padded steps wherever a recurrence reads the rows themselves', () => {
  const shape: DataShape = { task: 'binary', rows: 1000, input: [40, 3], outputs: 2, isPadded: true };
  for (const candidate of drawnFrom(shape)) {
    const [first] = layersWithInputs(networkOf(candidate, shape.input, 2));
    expect(first?.layer.kind === 'masking').toBe(candidate.family === 'recurrent' && candidate.front === 0);
  }
});

it('reads from both ends only where no forecast is asked for', () => {
  const space = { ...series, input: [24, 2] };
  expect('bidirectional' in defaultSpace(space)).toBe(false);
  expect('bidirectional' in defaultSpace({ ...space, task: 'binary', outputs: 2 })).toBe(true);
});
