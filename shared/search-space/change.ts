import type { Candidate, ParameterValue } from '../candidate.ts';
import type { Random } from '../random.ts';
import { activeParameters, holds, type SearchSpace, sampleValue, valueOf } from '../search-space.ts';
import { contains } from './membership.ts';
import { fromUnit, levelsOf, toUnit } from './unit.ts';

/**
 * A candidate of the space that holds these values as far as they go: a value that its parameter cannot have, or whose parameter
 * does not exist beside the others, is left out; what is missing is drawn.
 */
export function completeCandidate(space: SearchSpace, values: Candidate, random: Random): Candidate {
  const candidate: Record<string, ParameterValue> = {};
  for (const [name, distribution] of Object.entries(space)) {
    if (!holds(distribution.when, candidate)) continue;
    const value = valueOf(values, name);
    candidate[name] = value !== undefined && contains(distribution, value) ? value : sampleValue(distribution, random);
  }
  return candidate;
}

/** The candidate with one parameter set anew; parameters that come to exist by it are drawn. */
export const withValue = (
  space: SearchSpace,
  candidate: Candidate,
  { name, value }: { readonly name: string; readonly value: ParameterValue },
  random: Random,
): Candidate => completeCandidate(space, { ...candidate, [name]: value }, random);

/** Parameters of the candidate that could have another value, in the space's order. */
export const changeableParameters = (space: SearchSpace, candidate: Candidate): string[] =>
  activeParameters(space, candidate).filter((name) => {
    const distribution = space[name];
    return distribution !== undefined && valueOf(candidate, name) !== undefined && levelsOf(distribution) > 1;
  });

/** Standard deviation of a numeric change, as a share of the range. */
const changeScale = 0.2;

/**
 * Another value of one parameter: any other of a choice; of numbers one near by, a normal step of a fifth of the range (in the
 * logarithm for log ranges), at least to the next value. Throws RangeError where there is no other.
 */
export function changedValue(
  space: SearchSpace,
  candidate: Candidate,
  name: string,
  random: Random,
  scale = changeScale,
): ParameterValue {
  const distribution = space[name];
  const value = valueOf(candidate, name);
  if (distribution === undefined || value === undefined || levelsOf(distribution) < 2) {
    throw new RangeError(`"${name}" has no other value`);
  }
  if (distribution.type === 'choice') {
    return random.pick(distribution.options.filter((option) => option !== value));
  }
  const from = toUnit(distribution, value);
  for (let attempt = 0; attempt < 100; attempt++) {
    const to = from + Math.max(scale, 0.75 / levelsOf(distribution)) * random.normal();
    // Reflected at the ends, so that they are no trap.
    const reflected = Math.abs(to) % 2 > 1 ? 2 - (Math.abs(to) % 2) : Math.abs(to) % 2;
    const changed = fromUnit(distribution, reflected);
    if (changed !== value) return changed;
  }
  return fromUnit(distribution, from < 0.5 ? 1 : 0);
}

/** The candidate with one of its parameters changed. Undefined where none can be. */
export function neighbourOf(
  space: SearchSpace,
  candidate: Candidate,
  random: Random,
  scale?: number,
): Candidate | undefined {
  const names = changeableParameters(space, candidate);
  if (names.length === 0) return undefined;
  const name = random.pick(names);
  return withValue(space, candidate, { name, value: changedValue(space, candidate, name, random, scale) }, random);
}
