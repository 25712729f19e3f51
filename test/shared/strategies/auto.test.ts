import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { autoSearch } from '../../../shared/strategies/auto.ts';
import { contextOf, describeStrategy, observe } from './describe-strategy.ts';

describeStrategy('auto', autoSearch);
describeStrategy('auto, which cannot try all', (context) => autoSearch({ ...context, remaining: 30 }));

const space: SearchSpace = {
  x: { type: 'uniform', low: 0, high: 1 },
  y: { type: 'uniform', low: 0, high: 1 },
};

it('tries a space whole where it can, and says so', () => {
  const [proposal] = autoSearch(contextOf());
  expect(proposal?.origin).toEqual({ strategy: 'auto', why: 'the space has 112 candidates: all are tried' });
});

it('spreads the first round, and shares the later ones out by what has come of them', () => {
  const first = autoSearch(contextOf({ space, count: 20 }));
  expect(new Set(first.map(({ origin }) => origin.strategy))).toEqual(new Set(['gp']));
  const rounds = (hitter: 'gp' | 'evolution') => {
    const random = createRandom(3);
    const history = Array.from({ length: 60 }, (_, at) => {
      const strategy = at % 2 === 0 ? 'gp' : 'evolution';
      const candidate = { x: random.next(), y: random.next() };
      const score = strategy === hitter ? 0.9 + random.next() / 10 : random.next() / 2;
      return observe(candidate, { round: Math.floor(at / 20), origin: { strategy }, score });
    });
    return autoSearch(contextOf({ space, history, count: 20 })).filter(({ origin }) => origin.strategy === 'evolution');
  };
  expect(rounds('evolution').length).toBeGreaterThan(rounds('gp').length);
  const own = rounds('evolution');
  // The best tenth of 60 are all of evolution's.
  expect(own[0]?.origin.share).toEqual({ count: own.length, of: 20, hits: 6, made: 30 });
});

it('lets NSGA-II join where costs are minimised', () => {
  const random = createRandom(4);
  const history = Array.from({ length: 40 }, (_, at) => {
    const candidate = { x: random.next(), y: random.next() };
    return observe(candidate, { round: Math.floor(at / 20), score: candidate.x, costs: { bytes: 100 * candidate.x } });
  });
  const proposals = autoSearch(contextOf({ space, history, count: 20, minimise: ['bytes'] }));
  expect(proposals.map(({ origin }) => origin.strategy)).toContain('nsga2');
});
