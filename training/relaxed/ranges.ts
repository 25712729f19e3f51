import type { Candidate } from '../../shared/candidate.ts';
import { networkParametersSchema } from '../../shared/network.ts';
import {
  type ParametersRelaxation,
  type RelaxableParameter,
  type RelaxedRange,
  relaxableParameters,
} from '../../shared/relaxation.ts';

/** The value at a place in [0, 1] of a range. */
export const valueAt = ({ low, high, log }: RelaxedRange, unit: number): number =>
  log ? low * (high / low) ** unit : low + (high - low) * unit;

/** How fast the value changes there. */
export const slopeAt = (range: RelaxedRange, unit: number): number =>
  range.log ? valueAt(range, unit) * Math.log(range.high / range.low) : range.high - range.low;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Where a value lies in its range, in [0, 1]. */
export const unitOf = ({ low, high, log }: RelaxedRange, value: number): number =>
  clamp(log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low), 0, 1);

/** The value as a candidate holds it: of six digits, inside the range. */
export const writtenAt = (range: RelaxedRange, unit: number): number =>
  clamp(Number(valueAt(range, unit).toPrecision(6)), range.low, range.high);

/** The relaxed hyperparameters in one order. */
export const rangesOf = ({ ranges }: ParametersRelaxation): { name: RelaxableParameter; range: RelaxedRange }[] =>
  relaxableParameters.flatMap((name) => {
    const range = ranges[name];
    return range === undefined ? [] : [{ name, range }];
  });

export type Hyperparameters = Readonly<Record<RelaxableParameter, number>>;

/** A candidate's hyperparameters, those relaxed at their places. */
export function hyperparametersAt(
  candidate: Candidate,
  relaxed: ReturnType<typeof rangesOf>,
  units: ArrayLike<number>,
): Hyperparameters {
  const { learningRate, l2, dropout, labelSmoothing } = networkParametersSchema.parse(candidate);
  const moved = relaxed.map(({ name, range }, index) => [name, valueAt(range, units[index] ?? 0)]);
  return { learningRate, l2, dropout, labelSmoothing, ...Object.fromEntries(moved) };
}
