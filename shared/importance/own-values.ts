import type { Candidate, ParameterValue } from '../candidate.ts';
import { levelsOf } from '../search-space/unit.ts';
import { type SearchSpace, valueOf } from '../search-space.ts';
import type { Observation } from '../trial.ts';

/**
 * Of each candidate the values that were chosen for it: without those it took over from the candidate it was made from, and without numbers of a
 * continuous range that an earlier one had, too, which no draw repeats. Forty children of one candidate say no more of what they all
 * have than it does itself. `history` oldest first, with the relaxations.
 */
export function ownValues(space: SearchSpace, history: readonly Observation[]): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  const own = new Map<string, Candidate>();
  const seen = new Set<string>();
  for (const { candidateId, candidate, origin } of history) {
    if (candidates.has(candidateId)) continue;
    candidates.set(candidateId, candidate);
    const parent = candidates.get(origin?.parent ?? '') ?? {};
    const isOwn = ([name, value]: [string, ParameterValue]): boolean => {
      if (valueOf(parent, name) === value) return false;
      const distribution = space[name];
      if (distribution === undefined || Number.isFinite(levelsOf(distribution))) return true;
      const key = `${name}=${value}`;
      const again = seen.has(key);
      seen.add(key);
      return !again;
    };
    own.set(candidateId, Object.fromEntries(Object.entries(candidate).filter(isOwn)));
  }
  return own;
}
