import { describe, expect, it } from 'vitest';
import { countGrid, enumerateGrid, isFiniteSpace } from '../../../shared/search-space/grid.ts';
import { whyNotCandidateOf } from '../../../shared/search-space/membership.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';

const conditional: SearchSpace = {
  depth: { type: 'integer', low: 0, high: 3 },
  'width.1': { type: 'ordinal', values: [4, 8], when: { depth: { atLeast: 1 } } },
  'width.2': { type: 'ordinal', values: [4, 8], when: { depth: { atLeast: 2 } } },
  'width.3': { type: 'ordinal', values: [4, 8], when: { depth: { atLeast: 3 } } },
  residual: { type: 'choice', options: [false, true], when: { depth: { atLeast: 2 }, 'width.1': [8] } },
  optimizer: { type: 'choice', options: ['sgd', 'momentum', 'adam'] },
  momentum: { type: 'uniform', low: 0.8, high: 0.9, step: 0.05, when: { optimizer: ['momentum'] } },
  learningRate: { type: 'logUniform', low: 0.001, high: 0.1, points: 3 },
};

describe('countGrid', () => {
  it('counts exactly what is enumerated, conditions included', () => {
    // depth 0: 1, depth 1: 2, depth 2: 2 + 2·2, depth 3: 4 + 4·2; optimizer: 2 + 3; learningRate: 3
    expect(countGrid(conditional)).toBe((1 + 2 + 6 + 12) * 5 * 3);
    expect([...enumerateGrid(conditional)]).toHaveLength(countGrid(conditional));
  });

  it('counts what nobody could enumerate', () => {
    const wide: SearchSpace = {
      depth: { type: 'integer', low: 0, high: 30 },
      ...Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [
          `width.${index + 1}`,
          { type: 'ordinal' as const, values: [4, 8], when: { depth: { atLeast: index + 1 } } },
        ]),
      ),
    };
    expect(countGrid(wide)).toBe(2 ** 31 - 1);
    expect(countGrid({ ...wide, seed: { type: 'integer', low: 0, high: 2 ** 40 } })).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses conditions that are too entangled', () => {
    const names = Array.from({ length: 20 }, (_, index) => `a${index}`);
    const tangled: SearchSpace = {
      ...Object.fromEntries(names.map((name) => [name, { type: 'choice' as const, options: [false, true] }])),
      last: { type: 'constant', value: 1, when: Object.fromEntries(names.map((name) => [name, [true]])) },
    };
    expect(() => countGrid(tangled)).toThrow(expect.objectContaining({ name: 'InvalidSpec' }));
  });

  it('asks for the points of a continuous range, and takes a resolution for all of them', () => {
    const continuous: SearchSpace = {
      dropout: { type: 'uniform', low: 0, high: 1 },
      l2: { type: 'logUniform', low: 1e-6, high: 1 },
    };
    expect(() => countGrid(continuous)).toThrow(
      expect.objectContaining({
        name: 'InvalidSpec',
        place: { key: 'space.dropout' },
        wayOut: expect.stringContaining('"points"'),
      }),
    );
    expect(() => enumerateGrid(continuous).next()).toThrow('how many values of "dropout"');
    expect(countGrid(continuous, 3)).toBe(9);
    expect([...enumerateGrid(continuous, 3)].slice(0, 3)).toEqual([
      { dropout: 0, l2: 1e-6 },
      { dropout: 0, l2: 0.001 },
      { dropout: 0, l2: 1 },
    ]);
  });
});

describe('enumerateGrid', () => {
  it('gives candidates of the space, each once, in an order that stays', () => {
    const points = [...enumerateGrid(conditional)];
    for (const point of points) expect(whyNotCandidateOf(conditional, point)).toBeUndefined();
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(points.length);
    expect([...enumerateGrid(conditional)]).toEqual(points);
    expect(points[0]).toEqual({ depth: 0, optimizer: 'sgd', learningRate: 0.001 });
    expect(points[1]).toEqual({ depth: 0, optimizer: 'sgd', learningRate: 0.01 });
  });

  it('is lazy', () => {
    const huge: SearchSpace = {
      a: { type: 'integer', low: 0, high: 2 ** 50 },
      b: { type: 'integer', low: 0, high: 2 ** 50 },
    };
    const points = enumerateGrid(huge);
    expect([points.next().value, points.next().value]).toEqual([
      { a: 0, b: 0 },
      { a: 0, b: 1 },
    ]);
  });
});

it('knows finite spaces', () => {
  expect(
    isFiniteSpace({ a: { type: 'uniform', low: 0, high: 1, step: 0.5 }, b: { type: 'choice', options: [1] } }),
  ).toBe(true);
  // Points are the grid's; draws come from the whole range.
  expect(isFiniteSpace({ a: { type: 'uniform', low: 0, high: 1, points: 3 } })).toBe(false);
});
