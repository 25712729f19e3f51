import { normalProbability } from '../normal.ts';
import { fitHyperparameters, type Observations, posteriorOf } from './gaussian-process.ts';
import type { Point } from './kernel.ts';

/** The probability of each point of a pool that it does not fail. */
export type Feasibility = (pool: readonly Point[]) => Float64Array;

/**
 * Learned from points that completed (+1) and points that failed (−1) by a Gaussian process, as in Gelbart, Snoek & Adams (2014), here by
 * regression. 1 everywhere where nothing has failed.
 */
export function feasibilityOf(
  { completed, failed }: { readonly completed: readonly Point[]; readonly failed: readonly Point[] },
  categories: readonly boolean[],
): Feasibility {
  if (failed.length === 0) return (pool) => new Float64Array(pool.length).fill(1);
  const observations: Observations = {
    points: [...completed, ...failed],
    values: Float64Array.from([...completed.map(() => 1), ...failed.map(() => -1)]),
    categories,
  };
  const hyperparameters = fitHyperparameters(observations);
  const beliefAbout = posteriorOf(observations, hyperparameters);
  return (pool) => {
    const { mean, variance } = beliefAbout(pool);
    return mean.map((value, at) => normalProbability(value / Math.sqrt((variance[at] ?? 0) + hyperparameters.noise)));
  };
}
