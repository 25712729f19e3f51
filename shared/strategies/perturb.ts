import type { Candidate, ParameterValue } from '../candidate.ts';
import type { Random } from '../random.ts';
import { completeCandidate } from '../search-space/change.ts';
import { fromUnit, levelsOf, toUnit } from '../search-space/unit.ts';
import { type Distribution, type SearchSpace, sampleValue, valueOf } from '../search-space.ts';

/** Numbers of how a network is trained: they may change while it is, as nothing that was learnt depends on their being the same. */
export const perturbable = ['learningRate', 'momentum', 'weightDecay', 'dropout', 'l1', 'l2', 'labelSmoothing'];

/** Parameters of the space that population-based training can change. */
export const perturbableParameters = (space: SearchSpace): string[] =>
  Object.entries(space).flatMap(([name, distribution]) =>
    perturbable.includes(name) && levelsOf(distribution) > 1 ? [name] : [],
  );

/** How likely a parameter is drawn anew, and what it is multiplied with or divided by otherwise (Jaderberg et al. 2017, appendix A). */
const resampled = 0.25;
const factors = [0.8, 1.2];

/** The candidate with every parameter that can change perturbed, or drawn anew. */
export function perturb(space: SearchSpace, candidate: Candidate, random: Random): Candidate {
  const values: Record<string, ParameterValue> = { ...candidate };
  for (const name of perturbableParameters(space)) {
    const [distribution, value] = [space[name], valueOf(candidate, name)];
    if (distribution !== undefined && value !== undefined) values[name] = perturbed(distribution, value, random);
  }
  return completeCandidate(space, values, random);
}

function perturbed(distribution: Distribution, value: ParameterValue, random: Random): ParameterValue {
  if (random.next() < resampled) return sampleValue(distribution, random);
  if (distribution.type === 'choice') return value;
  const factor = random.pick(factors);
  const levels = levelsOf(distribution);
  // In a list the next value.
  if (Number.isFinite(levels))
    return fromUnit(distribution, toUnit(distribution, value) + Math.sign(factor - 1) / levels);
  if (distribution.type !== 'uniform' && distribution.type !== 'logUniform') return value;
  const { low, high } = distribution;
  return fromUnit(distribution, toUnit(distribution, Math.min(high, Math.max(low, Number(value) * factor))));
}
