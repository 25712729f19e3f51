import { describe, expect, it } from 'vitest';
import { defaultSpace } from '../../shared/default-space.ts';
import { networkOf } from '../../shared/network.ts';
import { createRandom } from '../../shared/random.ts';
import { checkSpace } from '../../shared/search-space/check-space.ts';
import { checkNetworkSpace } from '../../shared/search-space/network-space.ts';
import { sampleCandidate, searchSpaceSchema } from '../../shared/search-space.ts';

const shapes = [
  { task: 'binary', rows: 100, features: 4, outputs: 2 },
  { task: 'multiclass', rows: 1500, features: 200, outputs: 20 },
  { task: 'regression', rows: 10_000, features: 13, outputs: 1 },
  { task: 'multiclass', rows: 1_000_000, features: 784, outputs: 10 },
] as const;

describe.each(shapes)('%o', (shape) => {
  const space = defaultSpace(shape);

  it('is a space, and one that networks understand', () => {
    expect(searchSpaceSchema.parse(space)).toEqual(space);
    checkSpace(space);
    checkNetworkSpace(space);
  });

  it('draws candidates that are networks', () => {
    const random = createRandom(1);
    for (let draw = 0; draw < 100; draw++) {
      const candidate = sampleCandidate(space, random);
      expect(networkOf(candidate, [shape.features], shape.outputs).blocks).toHaveLength(Number(candidate.depth));
    }
  });
});

it('is smaller for little data', () => {
  const [small, , large] = shapes.map(defaultSpace);
  expect(small?.depth).toMatchObject({ high: 3 });
  expect(large?.depth).toMatchObject({ high: 6 });
  expect(Object.keys(small ?? {}).filter((name) => name.startsWith('width'))).toHaveLength(3);
  expect(small?.['width.1']).toMatchObject({ values: [4, 8, 16, 32] });
  expect(large?.['width.6']).toMatchObject({ values: [16, 32, 64, 128, 256] });
});

it('smooths labels only where there are labels', () => {
  expect(shapes.map((shape) => 'labelSmoothing' in defaultSpace(shape))).toEqual([true, true, false, true]);
});
