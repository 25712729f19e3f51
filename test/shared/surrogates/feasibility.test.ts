import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { feasibilityOf } from '../../../shared/surrogates/feasibility.ts';

const at = (x: number): Float64Array => Float64Array.of(x);

it('learns where candidates fail', () => {
  const random = createRandom(2);
  const drawn = Array.from({ length: 40 }, () => random.next());
  const completed = drawn.filter((x) => x < 0.6).map(at);
  const failed = drawn.filter((x) => x >= 0.6).map(at);
  const feasible = feasibilityOf({ completed, failed }, [false])([0.1, 0.3, 0.5, 0.7, 0.9].map(at));
  expect([...feasible].map((p) => p > 0.5)).toEqual([true, true, true, false, false]);
  expect(feasible[0]).toBeGreaterThan(0.95);
  expect(feasible[4]).toBeLessThan(0.05);
});

it('fears nothing where nothing has failed', () => {
  expect([...feasibilityOf({ completed: [at(0.5)], failed: [] }, [false])([at(0), at(1)])]).toEqual([1, 1]);
});
