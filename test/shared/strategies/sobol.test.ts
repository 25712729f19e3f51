import { expect, it } from 'vitest';
import { levelsOf, toUnit } from '../../../shared/search-space/unit.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { randomSearch } from '../../../shared/strategies/random.ts';
import { sobolSearch } from '../../../shared/strategies/sobol.ts';
import type { Strategy } from '../../../shared/strategies/strategy.ts';
import { contextOf, describeStrategy } from './describe-strategy.ts';
import { searchOn } from './search-on.ts';

describeStrategy('sobol', sobolSearch);

const space: SearchSpace = {
  x: { type: 'uniform', low: -1, high: 1 },
  rate: { type: 'logUniform', low: 1e-4, high: 1 },
  units: { type: 'integer', low: 1, high: 64 },
  activation: { type: 'choice', options: ['relu', 'tanh'] },
  size: { type: 'ordinal', values: [16, 32, 64, 128] },
};

/** How many of as many equal parts of each parameter's range 64 candidates lie in, where they were proposed so many a round. */
const partsOf = (strategy: Strategy, { count, seed }: { count: number; seed: number }): number[] => {
  const found = searchOn(strategy, { space, score: () => 0, trials: 64, count, seed }).map(
    ({ candidate }) => candidate,
  );
  return Object.entries(space).map(([name, distribution]) => {
    const parts = Math.min(64, levelsOf(distribution));
    return new Set(found.map((candidate) => Math.floor(toUnit(distribution, candidate[name] ?? 0) * parts))).size;
  });
};

it.each([1, 7, 64])('spreads each parameter evenly however many there are a round: %i', (count) => {
  expect(partsOf(sobolSearch, { count, seed: 1 })).toEqual([64, 64, 64, 2, 4]);
  expect(partsOf(randomSearch, { count, seed: 1 })[0]).toBeLessThan(50);
});

it('proposes the same however the rounds are cut, once the first candidate is there', () => {
  const candidatesOf = (count: number) =>
    searchOn(sobolSearch, { space, score: () => 0, trials: 30, count, seed: 4 }).map(({ candidate }) => candidate);
  expect(candidatesOf(3)).toEqual(candidatesOf(30));
});

it('goes on with its own sequence after candidates of others', () => {
  const whole = searchOn(sobolSearch, { space, score: () => 0, trials: 30, count: 30, seed: 5 });
  const others = searchOn(randomSearch, { space, score: () => 0, trials: 5, count: 5, seed: 6 });
  const next = sobolSearch(contextOf({ space, history: [...others, ...whole.slice(0, 20)], count: 10 }));
  expect(next.map(({ candidate }) => candidate)).toEqual(whole.slice(20).map(({ candidate }) => candidate));
});
