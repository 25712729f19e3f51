import type { Candidate } from '../candidate.ts';
import type { Random } from '../random.ts';
import type { SearchSpace } from '../search-space.ts';
import type { Observation } from '../trial.ts';

export interface ProposalContext {
  readonly space: SearchSpace;
  /** Everything observed so far, oldest first; failed and stopped candidates included. */
  readonly history: readonly Observation[];
  /** Whether a higher score is better. */
  readonly maximise: boolean;
  readonly count: number;
  readonly random: Random;
}

/**
 * Proposes at most `count` candidates of the space, none twice and none that is in the history; none at all ends the search.
 * Pure: same context, same answer.
 */
export type Strategy = (context: ProposalContext) => Candidate[];
