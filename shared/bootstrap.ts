import type { Random } from './random.ts';

/** More draws than this take minutes and narrow no interval that anyone would read: fewer resamples are drawn instead. */
const maximumDraws = 200_000_000;
const fewestResamples = 200;
/** Fewer blocks than this have hardly a spread. */
const fewestBlocks = 5;

export interface BootstrapOptions {
  readonly rows: number;
  /** The score of the given rows, repeats included. The array is used again for the next resample. */
  readonly statistic: (rows: Int32Array) => number;
  readonly resamples?: number;
  readonly random: Random;
  /** Rows in a row that depend on each other, 1 by default: they are drawn together. */
  readonly block?: number;
  /** Share of the resamples inside the interval. */
  readonly level?: number;
}

/** The quantile of increasing values, interpolated linearly between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * The statistic over all rows with its percentile bootstrap interval (Efron 1979): the spread of the statistic over
 * resamples of the rows, of blocks of them where they depend on each other (Künsch 1989). Above 200 million draws in all, fewer resamples, but never fewer than 200 of those asked for.
 * Throws RangeError without rows.
 */
export function bootstrapInterval({
  rows,
  statistic,
  resamples = 1000,
  random,
  block = 1,
  level = 0.95,
}: BootstrapOptions): {
  value: number;
  low: number;
  high: number;
} {
  if (rows < 1) throw new RangeError(`bootstrapInterval: ${rows} rows; at least 1 is needed`);
  const affordable = Math.max(fewestResamples, Math.floor(maximumDraws / rows));
  const length = Math.max(1, Math.min(block, Math.floor(rows / fewestBlocks)));
  const draws = new Int32Array(rows);
  const scores = new Float64Array(Math.min(resamples, affordable));
  for (let resample = 0; resample < scores.length; resample++) {
    for (let from = 0; from < rows; from += length) {
      const first = random.integer(0, rows - length);
      for (let at = 0; at < length && from + at < rows; at++) draws[from + at] = first + at;
    }
    scores[resample] = statistic(draws);
  }
  scores.sort();
  const value = statistic(Int32Array.from({ length: rows }, (_, row) => row));
  return { value, low: quantile(scores, (1 - level) / 2), high: quantile(scores, (1 + level) / 2) };
}
