/** Values as a model takes them. */
export interface Standardised {
  /** Of mean 0 and variance 1. */
  readonly values: Float64Array;
  /** What a difference of 1 among the best is, in the unit of the values given. */
  readonly unit: number;
}

/**
 * Values of mean 0 and variance 1, by how far they fall short of the best in units of its distance to the median; from there on only the
 * logarithm counts. So whatever the metric's scale, candidates that are worse by orders of magnitude do not hide the differences
 * among the good ones. At least one value, all finite, higher is better.
 */
export function standardise(values: readonly number[]): Standardised {
  const sorted = [...values].sort((left, right) => right - left);
  const best = sorted[0] ?? 0;
  const median = sorted[Math.floor(sorted.length / 2)] ?? best;
  const worst = sorted.at(-1) ?? best;
  const span = best - median || best - worst || 1;
  const shortfalls = values.map((value) => {
    const gap = (best - value) / span;
    return -(gap <= 1 ? gap : 1 + Math.log(gap));
  });
  const mean = shortfalls.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = shortfalls.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance) || 1;
  return { values: Float64Array.from(shortfalls, (value) => (value - mean) / deviation), unit: deviation * span };
}
