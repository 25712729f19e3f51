import { expect, it } from 'vitest';
import type { Candidate } from '../../../../shared/candidate.ts';
import type { SearchSpace } from '../../../../shared/search-space.ts';
import { randomSearch } from '../../../../shared/strategies/random.ts';
import type { Strategy } from '../../../../shared/strategies/strategy.ts';
import { tpe } from '../../../../shared/strategies/tpe/tpe.ts';
import { contextOf, describeStrategy, observe } from '../describe-strategy.ts';
import { searchOn } from '../search-on.ts';
import { bowl, bowlSpace } from './bowl.ts';

describeStrategy('tpe', tpe);

const least = (strategy: Strategy, seed: number): number =>
  Math.min(
    ...searchOn(strategy, { space: bowlSpace, score: bowl, trials: 120, count: 20, seed, maximise: false }).map(
      ({ score = Infinity }) => score,
    ),
  );

it.each([1, 2, 3])('comes nearer the bottom than random draws, in batches of twenty: seed %i', (seed) => {
  expect(least(tpe, seed)).toBeLessThan(0.02);
  expect(least(randomSearch, seed)).toBeGreaterThan(0.03);
});

const plane: SearchSpace = { x: { type: 'uniform', low: 0, high: 1 }, y: { type: 'uniform', low: 0, high: 1 } };
const around = (candidate: Candidate): number => -Math.hypot(Number(candidate.x) - 0.3, Number(candidate.y) - 0.7);

it('spreads a batch more than as many proposals that know nothing of each other', () => {
  const history = searchOn(randomSearch, { space: plane, score: around, trials: 40, count: 40, seed: 1 });
  const batch = tpe(contextOf({ space: plane, history, count: 30 })).map(({ candidate }) => candidate);
  const alone = Array.from({ length: 30 }, (_, seed) => tpe(contextOf({ space: plane, history, count: 1, seed }))).map(
    ([proposal]) => proposal?.candidate ?? {},
  );
  expect(meanDistance(batch)).toBeGreaterThan(1.2 * meanDistance(alone));
});

/** From each to all others. */
function meanDistance(candidates: readonly Candidate[]): number {
  const distances = candidates.flatMap((one, at) =>
    candidates
      .slice(at + 1)
      .map((other) => Math.hypot(Number(one.x) - Number(other.x), Number(one.y) - Number(other.y))),
  );
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

it('stays away from where candidates failed', () => {
  // Scores are all the same; what is below 0.5 fails.
  const history = Array.from({ length: 60 }, (_, at) => (at + 0.5) / 60).map((x) =>
    x < 0.5
      ? observe({ x }, { state: 'failed', reason: 'diverged', score: undefined, loss: undefined })
      : observe({ x }, { score: 0.5 + ((x * 1e4) % 7) / 1e3 }),
  );
  const oneLine: SearchSpace = { x: { type: 'uniform', low: 0, high: 1 } };
  const proposals = tpe(contextOf({ space: oneLine, history, count: 20 }));
  expect(proposals.filter(({ candidate }) => Number(candidate.x) < 0.45)).toHaveLength(0);
});

it('says why: spread at first, by the model after', () => {
  const whys = searchOn(tpe, { space: bowlSpace, score: bowl, trials: 40, count: 20, seed: 1 }).map(
    ({ origin }) => origin?.why,
  );
  expect(new Set(whys.slice(0, 20))).toEqual(new Set(['spread over the space before there is a model']));
  expect(new Set(whys.slice(20))).toEqual(new Set(['like the good ones, unlike the rest']));
});
