import type { Candidate, ParameterValue } from '../candidate.ts';
import { type Distribution, holds, type SearchSpace, stepsOf, stepValue, valueOf } from '../search-space.ts';
import { contains } from './membership.ts';

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** The number of values of a distribution; Infinity for a continuous one. */
export function levelsOf(distribution: Distribution): number {
  switch (distribution.type) {
    case 'choice':
      return distribution.options.length;
    case 'ordinal':
      return distribution.values.length;
    case 'constant':
      return 1;
    case 'integer':
      return Math.floor((distribution.high - distribution.low) / (distribution.step ?? 1)) + 1;
    case 'uniform':
      return distribution.step === undefined
        ? Number.POSITIVE_INFINITY
        : stepsOf(distribution.low, distribution.high, distribution.step) + 1;
    case 'logUniform':
      return Number.POSITIVE_INFINITY;
  }
}

/** Parameters that have more than one value. */
export const countVaried = (space: SearchSpace): number =>
  Object.values(space).filter((distribution) => levelsOf(distribution) > 1).length;

/** The middle of the cell of a level, where [0, 1] is cut into as many. */
const middle = (level: number, levels: number): number => (level + 0.5) / levels;

/**
 * Where a value lies in [0, 1] such that evenly drawn places are the distribution's own draws: log ranges by the logarithm, values of
 * a list in the middle of equal cells. The value must be one that the distribution can give.
 */
export function toUnit(distribution: Distribution, value: ParameterValue): number {
  const levels = levelsOf(distribution);
  switch (distribution.type) {
    case 'choice':
      return middle(distribution.options.indexOf(value), levels);
    case 'ordinal':
      return middle(distribution.values.indexOf(Number(value)), levels);
    case 'constant':
      return 0.5;
    case 'integer': {
      const { low, high, step = 1, log } = distribution;
      if (!log) return middle((Number(value) - low) / step, levels);
      return Math.log(Number(value) / (low - 0.5)) / Math.log((high + 0.5) / (low - 0.5));
    }
    case 'uniform': {
      const { low, high, step } = distribution;
      if (step !== undefined) return middle(Math.round(stepsOf(low, Number(value), step)), levels);
      return (Number(value) - low) / (high - low);
    }
    case 'logUniform': {
      const { low, high } = distribution;
      return Math.log(Number(value) / low) / Math.log(high / low);
    }
  }
}

/** The value at a place in [0, 1]: `toUnit` undone, rounded as draws are. */
export function fromUnit(distribution: Distribution, unit: number): ParameterValue {
  const levels = levelsOf(distribution);
  const level = Math.min(levels - 1, Math.floor(clamp(unit, 0, 1) * levels));
  switch (distribution.type) {
    case 'choice':
      return distribution.options[level] ?? false;
    case 'ordinal':
      return distribution.values[level] ?? 0;
    case 'constant':
      return distribution.value;
    case 'integer': {
      const { low, high, step = 1, log } = distribution;
      if (!log) return low + step * level;
      const [from, to] = [low - 0.5, high + 0.5];
      return clamp(Math.round(from * (to / from) ** clamp(unit, 0, 1)), low, high);
    }
    case 'uniform': {
      const { low, high, step } = distribution;
      if (step !== undefined) return stepValue(low, step, level);
      const decimals = clamp(6 - Math.floor(Math.log10(high - low)), 0, 100);
      return clamp(Number((low + (high - low) * clamp(unit, 0, 1)).toFixed(decimals)), low, high);
    }
    case 'logUniform': {
      const { low, high } = distribution;
      return clamp(Number((low * (high / low) ** clamp(unit, 0, 1)).toPrecision(6)), low, high);
    }
  }
}

/**
 * A place in the cell of a value: all that `fromUnit` makes the same value of, of a continuous range the value's own place alone.
 * `share` 0 is the cell's low end, 1 its high end.
 */
export function placeInCell(distribution: Distribution, value: ParameterValue, share: number): number {
  // Cells of a log range are not of one width.
  if (distribution.type === 'integer' && distribution.log) return toUnit(distribution, Number(value) + share - 0.5);
  const levels = levelsOf(distribution);
  return toUnit(distribution, value) + (Number.isFinite(levels) ? (share - 0.5) / levels : 0);
}

/** A candidate as places in [0, 1], in the space's order; NaN where a parameter is absent, or has a value that the space has not. */
export const unitsOf = (space: SearchSpace, candidate: Candidate): Float64Array =>
  Float64Array.from(Object.entries(space), ([name, distribution]) => {
    const value = valueOf(candidate, name);
    return value === undefined || !contains(distribution, value) ? Number.NaN : toUnit(distribution, value);
  });

/** The candidate at the places; those of parameters that do not exist in it are not looked at. */
export function candidateAt(space: SearchSpace, units: ArrayLike<number>): Candidate {
  const candidate: Record<string, ParameterValue> = {};
  Object.entries(space).forEach(([name, distribution], index) => {
    if (holds(distribution.when, candidate)) candidate[name] = fromUnit(distribution, units[index] ?? 0.5);
  });
  return candidate;
}
