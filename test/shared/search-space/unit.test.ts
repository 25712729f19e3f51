import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { candidateAt, fromUnit, levelsOf, toUnit, unitsOf } from '../../../shared/search-space/unit.ts';
import { type Distribution, type SearchSpace, sampleValue } from '../../../shared/search-space.ts';

const distributions: [string, Distribution, number][] = [
  ['uniform', { type: 'uniform', low: -2, high: 3 }, Infinity],
  ['uniform with a step', { type: 'uniform', low: 0, high: 1, step: 0.1 }, 11],
  ['logUniform', { type: 'logUniform', low: 1e-4, high: 1 }, Infinity],
  ['integer', { type: 'integer', low: 2, high: 9 }, 8],
  ['integer with a step', { type: 'integer', low: 2, high: 10, step: 4 }, 3],
  ['logarithmic integer', { type: 'integer', low: 1, high: 1000, log: true }, 1000],
  ['choice', { type: 'choice', options: ['a', 'b', true] }, 3],
  ['ordinal', { type: 'ordinal', values: [1, 10, 100] }, 3],
  ['constant', { type: 'constant', value: 4 }, 1],
];

it.each(distributions)('%s: a value, its place and back', (_name, distribution, levels) => {
  const random = createRandom(1);
  expect(levelsOf(distribution)).toBe(levels);
  for (let draw = 0; draw < 100; draw++) {
    const value = sampleValue(distribution, random);
    const place = toUnit(distribution, value);
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThanOrEqual(1);
    const back = fromUnit(distribution, place);
    if (typeof value === 'number') expect(Number(back)).toBeCloseTo(value, 5);
    else expect(back).toBe(value);
  }
});

it.each(distributions)('%s: even places are even draws', (_name, distribution, levels) => {
  const random = createRandom(2);
  const places = Array.from({ length: 2000 }, () => toUnit(distribution, sampleValue(distribution, random)));
  const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(levels === 1 ? 1e-9 : 0.03);
});

it('leaves the place of an absent parameter open', () => {
  const space: SearchSpace = {
    depth: { type: 'integer', low: 0, high: 1 },
    width: { type: 'ordinal', values: [4, 8], when: { depth: [1] } },
  };
  expect([...unitsOf(space, { depth: 0 })]).toEqual([0.25, Number.NaN]);
  expect(candidateAt(space, [0.1, 0.9])).toEqual({ depth: 0 });
  expect(candidateAt(space, [0.9, 0.9])).toEqual({ depth: 1, width: 8 });
});
