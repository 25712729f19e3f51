import { normalDensity, normalProbability } from '../normal.ts';

/** How much more than `best` is to be expected of a normal value (Jones et al. 1998): E max(0, value − best). */
export function expectedImprovement(mean: number, variance: number, best: number): number {
  const deviation = Math.sqrt(variance);
  const z = (mean - best) / deviation;
  return deviation * (z * normalProbability(z) + normalDensity(z));
}

/** Steps of the integral below, and how many deviations beyond the best it goes. */
const steps = 400;
const deviations = 6;

/**
 * How much more than `best` is to be expected of the best of several independent normal values: the integral of the probability that any
 * lies above. Of values that go together it is an upper bound (Slepian's inequality).
 */
export function expectedBestImprovement(
  values: readonly { readonly mean: number; readonly variance: number }[],
  best: number,
): number {
  const end = Math.max(best, ...values.map(({ mean, variance }) => mean + deviations * Math.sqrt(variance)));
  const width = (end - best) / steps;
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const at = best + (step + 0.5) * width;
    let none = 1;
    for (const { mean, variance } of values) none *= normalProbability((at - mean) / Math.sqrt(variance));
    sum += 1 - none;
  }
  return sum * width;
}
