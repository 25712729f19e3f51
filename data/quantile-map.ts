import { normalQuantile } from '../shared/normal.ts';

const mostPoints = 257;

/** Values at equal shares of the sorted ones, from the least to the greatest: at most 257. */
export function quantilesOf(sorted: Float64Array): number[] {
  const points = Math.min(mostPoints, sorted.length);
  if (points < 2) return [...sorted];
  return Array.from({ length: points }, (_, i) => {
    const at = (i * (sorted.length - 1)) / (points - 1);
    const low = sorted[Math.floor(at)] ?? 0;
    const high = sorted[Math.ceil(at)] ?? 0;
    return low + (high - low) * (at - Math.floor(at));
  });
}

/**
 * The standard normal value that has the same share below it as x among the quantiles: halves of the first and last share
 * stand for the ends, so that the result is finite; a run of equal quantiles maps to its middle.
 */
export function toNormal(x: number, quantiles: readonly number[]): number {
  const last = quantiles.length - 1;
  if (last < 1) return 0;
  const share = (position(x, quantiles, false) + position(x, quantiles, true)) / 2 / last;
  return normalQuantile(Math.min(Math.max(share, 0.5 / last), 1 - 0.5 / last));
}

/** Where x lies between the quantiles' indices; at the first or the last of equal ones. */
function position(x: number, quantiles: readonly number[], last: boolean): number {
  let low = 0;
  let high = quantiles.length;
  // Quantiles before `low` are below x (or equal, for the last of a run); those from `high` on are not.
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = quantiles[middle] ?? 0;
    if (value < x || (last && value === x)) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return 0;
  if (low === quantiles.length) return quantiles.length - 1;
  const below = quantiles[low - 1] ?? 0;
  const above = quantiles[low] ?? 0;
  if (!last && above === x) return low;
  return low - 1 + (x - below) / (above - below);
}
