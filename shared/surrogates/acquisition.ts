import { normalDensity, normalProbability } from '../normal.ts';

/** How much more than `best` is to be expected of a normal value (Jones et al. 1998): E max(0, value − best). */
export function expectedImprovement(mean: number, variance: number, best: number): number {
  const deviation = Math.sqrt(variance);
  const z = (mean - best) / deviation;
  return deviation * (z * normalProbability(z) + normalDensity(z));
}
