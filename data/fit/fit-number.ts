import type { PrepareSettings } from '../../shared/dataset.ts';
import type { NumberEncoding } from '../../shared/preprocessing.ts';
import { quantilesOf, toNormal } from '../quantile-map.ts';

/** Fits the filling of missing values (the median) and then the scaling, on the given values; NaN is missing. */
export function fitNumber(values: Float64Array, scaling: PrepareSettings['scaling']): NumberEncoding {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const impute = medianOf(sorted);
  const indicator = sorted.length < values.length;
  const filled = indicator ? values.map((value) => (Number.isNaN(value) ? impute : value)) : values;
  if (scaling === 'standard') return { kind: 'number', impute, indicator, ...meanAndScale(filled) };
  const quantiles = quantilesOf(indicator ? filled.toSorted() : sorted);
  const normal = filled.map((value) => toNormal(value, quantiles));
  return { kind: 'number', impute, indicator, ...meanAndScale(normal), quantiles };
}

/** The middle of sorted numbers, the mean of both where there are two; 0 of none. */
function medianOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  if (sorted.length % 2 === 1 || sorted.length === 0) return upper;
  const lower = sorted[half - 1] ?? 0;
  // Halves first: the sum of two doubles near the largest is infinite.
  return lower / 2 + upper / 2;
}

/** Mean and population standard deviation; a scale of 1 where the values do not vary beyond rounding. */
export function meanAndScale(values: Float64Array): { mean: number; scale: number } {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Squares of doubles beyond 1e154 are infinite; those are measured in units of the largest.
  const unit = largest > 1e100 ? largest : 1;
  const mean = values.reduce((sum, value) => sum + value / unit, 0) / (values.length || 1);
  const variance = values.reduce((sum, value) => sum + (value / unit - mean) ** 2, 0) / (values.length || 1);
  const deviation = Math.sqrt(variance);
  const scale = deviation > 1e-12 * Math.abs(mean) ? deviation : 1 / unit;
  return { mean: mean * unit, scale: scale * unit };
}
