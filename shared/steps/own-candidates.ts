import { type Candidate, candidateId } from '../candidate.ts';
import { SearchError } from '../errors.ts';
import { whyNotCandidateOf } from '../search-space/membership.ts';
import { checkNetworkSpace } from '../search-space/network-space.ts';
import { limitsOf, refuseCandidate } from './limits.ts';
import type { PreparedSearch, Settings } from './settings.ts';

/** The candidates of the spec, each once, as many as may be tried. */
export function ownCandidates({ candidates, budget }: Settings): Candidate[] {
  const each = new Map(candidates.map((candidate) => [candidateId(candidate), candidate]));
  return [...each.values()].slice(0, budget.trials);
}

/**
 * Candidates may lie outside the space, but must be networks, keep the bounds on costs, and fit into memory, as far as it is known. Throws SearchError InvalidSpec naming
 * the candidate, its parameter or its cost, and a way out.
 */
export function checkCandidates(candidates: readonly Candidate[], search: PreparedSearch): void {
  const limits = limitsOf(search);
  for (const [index, candidate] of candidates.entries()) {
    const place = `candidates.${index}`;
    checkNetwork(candidate, search.settings.space, place);
    const refusal = limits.whyNot(candidate);
    if (refusal !== undefined) refuseCandidate(candidate, refusal, place);
  }
}

/** `place` names it in messages. */
function checkNetwork(candidate: Candidate, space: Settings['space'], place: string): void {
  if (whyNotCandidateOf(space, candidate) === undefined) return;
  try {
    checkNetworkSpace(
      Object.fromEntries(Object.entries(candidate).map(([name, value]) => [name, { type: 'constant', value }])),
    );
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    const key = error.place.key?.replace(/^space/, place);
    const { message, wayOut } = error;
    throw new SearchError('InvalidSpec', message, { place: { key }, wayOut, cause: error });
  }
}
