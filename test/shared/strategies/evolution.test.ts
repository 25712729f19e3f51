import { expect, it } from 'vitest';
import { candidateId } from '../../../shared/candidate.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { evolution } from '../../../shared/strategies/evolution.ts';
import { randomSearch } from '../../../shared/strategies/random.ts';
import { contextOf, describeStrategy, finiteSpace, observe } from './describe-strategy.ts';
import { searchOn } from './search-on.ts';

describeStrategy('evolution', evolution());

const space: SearchSpace = Object.fromEntries(
  Array.from({ length: 10 }, (_, bit) => [`bit.${bit + 1}`, { type: 'choice', options: [0, 1] }] as const),
);

it('makes children of the living only: an old best candidate has died of age', () => {
  const drawn = randomSearch(contextOf({ space, count: 30 })).map(({ candidate }) => candidate);
  const history = drawn.map((candidate, index) => observe(candidate, { score: index === 0 ? 100 : index / 30 }));
  const proposals = evolution({ population: 10 })(contextOf({ space, history, count: 20 }));
  const living = new Set(drawn.slice(-10).map(candidateId));
  for (const { origin } of proposals) expect(living).toContain(origin.parent);
});

it('has the best win each tournament it is in: of all the living, where all take part', () => {
  const drawn = randomSearch(contextOf({ space, count: 20 })).map(({ candidate }) => candidate);
  const history = drawn.map((candidate, index) =>
    index === 14
      ? observe(candidate, { state: 'failed', score: undefined, reason: 'diverged' })
      : observe(candidate, { score: index === 13 ? 2 : index / 20 }),
  );
  const proposals = evolution({ population: 10, tournament: 1 })(contextOf({ space, history, count: 5 }));
  for (const { origin } of proposals) expect(origin.parent).toBe(history[13]?.candidateId);
});

it('changes one parameter, and says which', () => {
  const candidate = { batchSize: 16, depth: 1, 'width.1': 4, optimizer: 'sgd', seedless: true };
  const history = [observe(candidate)];
  const proposals = evolution({ population: 1 })(contextOf({ history, count: 12 }));
  const mutations = proposals.filter(({ origin }) => origin.parent !== undefined);
  expect(mutations.length).toBeGreaterThan(4);
  const whys = mutations.map(({ origin }) => origin.why);
  expect(whys).toContain('widen layer 1 from 4 to 8');
  expect(whys).toContain('change optimizer from sgd to momentum');
  for (const { candidate: child } of mutations) {
    const changed = Object.keys(candidate).filter(
      (name) => Object.hasOwn(child, name) && child[name] !== candidate[name as keyof typeof candidate],
    );
    expect(changed).toHaveLength(1);
  }
});

it('comes to the end of OneMax of 20 bits in 400 candidates, which random draws do not', () => {
  // A (1 + 1) evolution with one flip a child takes about n·(ln n + 0.58) = 72 children.
  const bits: SearchSpace = Object.fromEntries(
    Array.from({ length: 20 }, (_, bit) => [`bit.${bit + 1}`, { type: 'choice', options: [0, 1] }] as const),
  );
  const ones = (candidate: Record<string, unknown>) => Object.values(candidate).filter((bit) => bit === 1).length;
  const best = (strategy: typeof randomSearch, seed: number) =>
    Math.max(
      ...searchOn(strategy, { space: bits, score: ones, trials: 400, count: 10, seed }).map(({ score = 0 }) => score),
    );
  const seeds = Array.from({ length: 8 }, (_, seed) => seed);
  const solved = seeds.filter((seed) => best(evolution({ population: 20 }), seed) === 20);
  expect(solved.length).toBeGreaterThanOrEqual(6);
  for (const seed of seeds) expect(best(randomSearch, seed)).toBeLessThan(20);
});

it('goes to a better place with conditions too', () => {
  const score = (candidate: Record<string, unknown>) =>
    Number(candidate.depth) + (candidate['width.2'] === 8 ? 1 : 0) + (candidate.momentum === 0.9 ? 1 : 0);
  const history = searchOn(evolution({ population: 10 }), { space: finiteSpace, score, trials: 60, count: 5, seed: 1 });
  expect(Math.max(...history.map((one) => one.score ?? 0))).toBe(4);
});
