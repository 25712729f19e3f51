import { expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { createRandom } from '../../../shared/random.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { gpSearch } from '../../../shared/strategies/gp.ts';
import { randomSearch } from '../../../shared/strategies/random.ts';
import type { Strategy } from '../../../shared/strategies/strategy.ts';
import type { Observation } from '../../../shared/trial.ts';
import { contextOf, describeStrategy, observe } from './describe-strategy.ts';

describeStrategy('gp', gpSearch);

/** Branin's function (Dixon & Szegő 1978): its least value is 0.397887. */
const plane: SearchSpace = { x: { type: 'uniform', low: -5, high: 10 }, y: { type: 'uniform', low: 0, high: 15 } };
function branin({ x, y }: Candidate): number {
  const [a, b] = [Number(x), Number(y)];
  const valley = b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6;
  return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
}

function least(strategy: Strategy, seed: number): number {
  const history: Observation[] = [];
  for (let round = 0; round < 6; round++) {
    const random = createRandom(`${seed}/${round}`);
    for (const { candidate } of strategy(contextOf({ space: plane, history, maximise: false, count: 10, random }))) {
      history.push(observe(candidate, { score: branin(candidate), round }));
    }
  }
  return Math.min(...history.map(({ score = Infinity }) => score));
}

it.each([1, 2, 3])(
  "comes near the least value of Branin's function within 60 trials in batches of ten, seed %i",
  (seed) => {
    expect(least(gpSearch, seed) - 0.397887).toBeLessThan(0.03);
    expect(least(randomSearch, seed) - 0.397887).toBeGreaterThan(0.06);
  },
);

it('learns from the largest budget with enough candidates', () => {
  // At 1 epoch a high x looks good, at 10 a low one is.
  const space: SearchSpace = { x: { type: 'uniform', low: 0, high: 1 } };
  const history = Array.from({ length: 12 }, (_, at) => at / 11).flatMap((x) => [
    observe({ x }, { epochs: 1, score: x }),
    ...(x < 0.6 ? [observe({ x }, { epochs: 10, score: -x })] : []),
  ]);
  const [proposal] = gpSearch(contextOf({ space, history, count: 1 }));
  expect(Number(proposal?.candidate.x)).toBeLessThan(0.3);
});

it('keeps away from where candidates fail, though the best are beside it', () => {
  const space: SearchSpace = { x: { type: 'uniform', low: 0, high: 1 } };
  const fails = (x: number): boolean => x > 0.5;
  const history = Array.from({ length: 21 }, (_, at) => at / 20).map((x) =>
    observe({ x }, fails(x) ? { state: 'failed', reason: 'diverged', score: undefined } : { score: x }),
  );
  const proposed = (known: readonly Observation[]) =>
    gpSearch(contextOf({ space, history: known, count: 10 })).map(({ candidate }) => Number(candidate.x));
  // Where the border runs is not known; without the failures everything speaks for what lies far beyond it.
  expect(Math.max(...proposed(history))).toBeLessThan(0.6);
  expect(Math.max(...proposed(history.filter(({ state }) => state === 'completed')))).toBeGreaterThan(0.8);
});
