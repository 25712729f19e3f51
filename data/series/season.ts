/** Seasons that are looked for, and the last values that they are looked for in: more take minutes. */
const longestSeason = 1000;
const mostValues = 20_000;
/** Share of the values that a season may have: it is seen three times. */
const longestShare = 1 / 3;
/** Autocorrelation below which nothing is said to repeat. */
const leastCorrelation = 0.2;
/** Share of the highest peak. */
const nearly = 0.85;

/**
 * The number of steps after which series repeat: the first lag at which the autocorrelation of the values, their linear trend
 * taken away, has a peak beyond chance (two standard errors by Bartlett's formula, 1946) that is nearly as high as its highest,
 * as peaks come again at multiples of a season. Several series are weighed by their lengths. NaN is a missing value. Undefined
 * where nothing repeats.
 */
export function findSeason(series: readonly Float64Array[]): number | undefined {
  const parts = series.map((values) => standardised(values.subarray(-mostValues)));
  const count = Math.max(
    1,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  const longest = Math.max(0, ...parts.map((part) => part.length));
  const most = Math.min(longestSeason, Math.floor(longest * longestShare));
  // One lag more, as a peak is higher than both its neighbours.
  const correlations = Array.from({ length: most + 2 }, (_, lag) => correlation(parts, lag) / count);
  const peaks: { readonly lag: number; readonly height: number }[] = [];
  let squares = 0;
  for (let lag = 1; lag <= most; lag++) {
    const [before = 0, height = 0, after = 0] = correlations.slice(lag - 1, lag + 2);
    const error = Math.sqrt((1 + 2 * squares) / count);
    squares += height ** 2;
    const isPeak = lag > 1 && height > before && height >= after;
    if (isPeak && height > Math.max(leastCorrelation, 2 * error)) peaks.push({ lag, height });
  }
  const highest = Math.max(...peaks.map(({ height }) => height));
  return peaks.find(({ height }) => height >= nearly * highest)?.lag;
}

/** Without the linear trend, of variance 1; zeros where values are missing or do not vary. */
function standardised(values: Float64Array): Float64Array {
  const present = values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  const meanOf = (of: (value: number, at: number) => number): number =>
    values.reduce((sum, value, at) => (Number.isNaN(value) ? sum : sum + of(value, at)), 0) / Math.max(1, present);
  const [middle, mean] = [meanOf((_, at) => at), meanOf((value) => value)];
  const spread = meanOf((_, at) => (at - middle) ** 2);
  const slope = spread === 0 ? 0 : meanOf((value, at) => (value - mean) * (at - middle)) / spread;
  const rest = (value: number, at: number): number => value - mean - slope * (at - middle);
  const deviation = Math.sqrt(meanOf((value, at) => rest(value, at) ** 2));
  // What is left of a straight line is rounding.
  const flat = deviation <= 1e-9 * Math.max(Math.abs(mean), Math.abs(slope) * values.length);
  return values.map((value, at) => (Number.isNaN(value) || flat ? 0 : rest(value, at) / deviation));
}

/** Sum over the series of the products of values so far apart: divided by their number, the biased estimate, which prefers shorter lags. */
function correlation(parts: readonly Float64Array[], lag: number): number {
  let sum = 0;
  for (const part of parts) for (let at = lag; at < part.length; at++) sum += (part[at] ?? 0) * (part[at - lag] ?? 0);
  return sum;
}
