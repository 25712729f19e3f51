import type { Candidate } from '../candidate.ts';
import type { CostName } from '../costs.ts';
import type { Proposal } from '../proposal.ts';
import type { Random } from '../random.ts';
import type { SearchSpace } from '../search-space.ts';
import type { SupernetOptions } from '../supernet.ts';
import type { Observation } from '../trial.ts';

export interface ProposalContext {
  readonly space: SearchSpace;
  /** Everything observed so far, oldest first; failed and stopped candidates included. */
  readonly history: readonly Observation[];
  /** Relaxations that have ended, oldest first: no candidates, and not in the history. */
  readonly relaxations?: readonly Observation[];
  /** Whether a higher score is better. */
  readonly maximise: boolean;
  /** Costs that are minimised beside the score; none where the score is all. */
  readonly minimise: readonly CostName[];
  /** Epochs of a full budget: scores at fewer do not compare with scores at these. */
  readonly epochs: number;
  /** Candidates wanted now. */
  readonly count: number;
  /** Candidates that the search may still try, those wanted now included. */
  readonly remaining: number;
  /** Whether a candidate keeps the limits that are known before it is trained. */
  readonly admits: (candidate: Candidate) => boolean;
  /** Whether candidates may begin with another's numbers. */
  readonly inherit?: boolean;
  /** How supernets are trained; as usual where it is absent. */
  readonly supernet?: SupernetOptions;
  readonly random: Random;
}

/**
 * Proposes at most `count` candidates of the space, none twice, none that is in the history and none that is not admitted; none
 * at all ends the search. Pure: same context, same answer.
 */
export type Strategy = (context: ProposalContext) => Proposal[];
