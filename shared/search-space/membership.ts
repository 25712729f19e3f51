import type { Candidate, ParameterValue } from '../candidate.ts';
import { activeParameters, type Distribution, type SearchSpace, stepsOf, valueOf } from '../search-space.ts';

const onStep = (value: number, low: number, step: number): boolean =>
  Math.abs(stepsOf(low, value, step) - Math.round(stepsOf(low, value, step))) < 1e-6;

/** Whether the distribution can give the value. */
export function contains(distribution: Distribution, value: ParameterValue): boolean {
  switch (distribution.type) {
    case 'uniform':
    case 'logUniform':
    case 'integer': {
      if (typeof value !== 'number' || !(value >= distribution.low && value <= distribution.high)) return false;
      if (distribution.type === 'integer' && !Number.isInteger(value)) return false;
      const step = distribution.type === 'logUniform' ? undefined : distribution.step;
      return step === undefined || onStep(value, distribution.low, step);
    }
    case 'choice':
      return distribution.options.includes(value);
    case 'ordinal':
      return typeof value === 'number' && distribution.values.includes(value);
    case 'constant':
      return distribution.value === value;
  }
}

/**
 * Why the candidate is not one of the space, in words; undefined where it is: where it holds exactly the parameters that exist
 * for it, each with a value its distribution can give.
 */
export function whyNotCandidateOf(space: SearchSpace, candidate: Candidate): string | undefined {
  for (const name of Object.keys(candidate)) {
    if (!Object.hasOwn(space, name)) return `"${name}" is no parameter of the space`;
  }
  const active = new Set(activeParameters(space, candidate));
  for (const [name, distribution] of Object.entries(space)) {
    const value = valueOf(candidate, name);
    if (active.has(name) && value === undefined) return `"${name}" is missing`;
    if (!active.has(name) && value !== undefined) return `"${name}" is there, but its condition does not hold`;
    if (value !== undefined && !contains(distribution, value)) {
      return `"${name}" is ${JSON.stringify(value)}, which its ${distribution.type} distribution cannot give`;
    }
  }
  return undefined;
}
