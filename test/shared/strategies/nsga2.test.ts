import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import {
  byFrontAndCrowding,
  nsga2,
  polynomialMutation,
  simulatedBinaryCrossover,
} from '../../../shared/strategies/nsga2.ts';
import { outcomesOf } from '../../../shared/strategies/outcomes.ts';
import { randomSearch } from '../../../shared/strategies/random.ts';
import type { Strategy } from '../../../shared/strategies/strategy.ts';
import { contextOf, describeStrategy, observe } from './describe-strategy.ts';
import { searchOn } from './search-on.ts';

describeStrategy('nsga2', nsga2());

it('orders by front, then by crowding, then what a smaller budget saw; failures last and out', () => {
  const history = [
    observe({ n: 1 }, { score: 0.9, costs: { bytes: 90 } }),
    observe({ n: 2 }, { score: 0.5, costs: { bytes: 10 } }),
    observe({ n: 3 }, { score: 0.52, costs: { bytes: 20 } }),
    observe({ n: 4 }, { score: 0.7, costs: { bytes: 50 } }),
    // Dominated by the fourth.
    observe({ n: 5 }, { score: 0.6, costs: { bytes: 60 } }),
    observe({ n: 6 }, { score: 1, costs: { bytes: 1 }, epochs: 3 }),
    observe({ n: 7 }, { state: 'failed', score: undefined, costs: { bytes: 1 } }),
  ];
  const outcomes = outcomesOf(contextOf({ history }));
  const order = byFrontAndCrowding(outcomes, { minimise: ['bytes'] }).map(({ candidate }) => candidate.n);
  // Crowding of 4: (0.9 - 0.52) / 0.4 + (90 - 20) / 80 = 1.825; of 3: 0.2 / 0.4 + 40 / 80 = 1.
  expect(order).toEqual([1, 2, 4, 3, 5, 6]);
});

it('draws children of SBX whose mean spread is that of its distribution', () => {
  // Without bounds near: E|β| = ½(η+1)/(η+2) + ½(η+1)/η for the index η = 20.
  const random = createRandom(1);
  const draws = Array.from({ length: 20_000 }, () => simulatedBinaryCrossover([0.499, 0.501], random.next()));
  const spread = draws.reduce((sum, child) => sum + (0.5 - child) / 0.001, 0) / draws.length;
  expect(spread).toBeCloseTo(0.5 * (21 / 22) + 0.5 * (21 / 20), 2);
  expect(simulatedBinaryCrossover([0, 1], 0.999)).toBeGreaterThanOrEqual(0);
});

it('mutates by the polynomial distribution, within bounds', () => {
  expect(polynomialMutation(0.3, 0)).toBeCloseTo(0, 12);
  expect(polynomialMutation(0.3, 0.5)).toBeCloseTo(0.3, 12);
  expect(polynomialMutation(0.3, 1)).toBeCloseTo(1, 12);
  // The quartile in closed form: δ = 1 - (2·¼ + ½·0.3²¹)^(1/21) above.
  expect(polynomialMutation(0.3, 0.75)).toBeCloseTo(1.3 - (0.5 + 0.5 * 0.3 ** 21) ** (1 / 21), 12);
});

/** ZDT1 (Zitzler et al. 2000) in 10 numbers: the front is f₂ = 1 - √f₁ with all but the first at 0. */
const zdt1Space: SearchSpace = Object.fromEntries(
  Array.from({ length: 10 }, (_, i) => [`x.${i + 1}`, { type: 'uniform', low: 0, high: 1 }] as const),
);
function zdt1(candidate: Record<string, unknown>) {
  const [first = 0, ...rest] = Object.values(candidate).map(Number);
  const g = 1 + (9 * rest.reduce((sum, x) => sum + x, 0)) / rest.length;
  return { first, second: g * (1 - Math.sqrt(first / g)) };
}

/** Area that is dominated up to (1.1, 1.1 + 4); the front's own is 1.1 · 5.1 - (1.1 - 1) · 0 - ⅓. */
function area(strategy: Strategy, trials: number): number {
  const history = searchOn(strategy, {
    space: zdt1Space,
    score: (candidate) => zdt1(candidate).second,
    costs: (candidate) => ({ bytes: zdt1(candidate).first }),
    maximise: false,
    minimise: ['bytes'],
    trials,
    count: 40,
    seed: 1,
  });
  const points = history
    .map(({ candidate }) => zdt1(candidate))
    .filter(({ first, second }) => first < 1.1 && second < 5.1)
    .sort((left, right) => left.first - right.first);
  let [total, lowest] = [0, 5.1];
  for (const { first, second } of points) {
    if (second < lowest) total += (lowest - second) * (1.1 - first);
    lowest = Math.min(lowest, second);
  }
  return total;
}

it('comes near the known front of ZDT1, where random draws stay far', () => {
  // ∫ (5.1 - (1 - √f)) df over [0, 1] and 0.1 · 5.1 beyond: 4.1 + ⅔ + 0.51.
  const whole = 4.1 + 2 / 3 + 0.51;
  expect(area(nsga2({ population: 40 }), 2000) / whole).toBeGreaterThan(0.97);
  expect(area(randomSearch, 2000) / whole).toBeLessThan(0.85);
});

it('works with one objective: a sphere', () => {
  const score = (candidate: Record<string, unknown>) =>
    Object.values(candidate).reduce<number>((sum, x) => sum + (Number(x) - 0.3) ** 2, 0);
  const best = (strategy: Strategy) =>
    Math.min(
      ...searchOn(strategy, { space: zdt1Space, score, maximise: false, trials: 1000, count: 20, seed: 2 }).map(
        (one) => one.score ?? 9,
      ),
    );
  expect(best(nsga2())).toBeLessThan(best(randomSearch) / 8);
});
