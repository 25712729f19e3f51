import { valueLabel } from '../../report/words.ts';
import type { Candidate, ParameterValue } from '../../shared/candidate.ts';

/** Hyperparameters of several candidates, in the space's order. */
export interface CandidateColumns {
  /** Those in which the candidates differ. */
  readonly varied: readonly string[];
  /** Those that all have, with the one value. */
  readonly common: readonly (readonly [name: string, value: ParameterValue])[];
}

const valueIn = (candidate: Candidate, name: string): ParameterValue | undefined =>
  Object.hasOwn(candidate, name) ? candidate[name] : undefined;

/** Tells what the candidates differ in from what they share. `names` has the order. */
export function candidateColumns(candidates: readonly Candidate[], names: readonly string[]): CandidateColumns {
  const varied: string[] = [];
  const common: [string, ParameterValue][] = [];
  for (const name of names) {
    const values = new Set(candidates.map((candidate) => valueIn(candidate, name)));
    const [value] = values;
    if (values.size > 1) varied.push(name);
    else if (value !== undefined) common.push([name, value]);
  }
  return { varied, common };
}

/** A candidate's value for a table; nothing where it has no such hyperparameter. */
export function cellOf(candidate: Candidate, name: string): string {
  const value = valueIn(candidate, name);
  return value === undefined ? '' : valueLabel(value);
}

/** "optimizer adam, batch size 32". */
export const commonInWords = (common: CandidateColumns['common']): string =>
  common.map(([name, value]) => `${name} ${valueLabel(value)}`).join(', ');
