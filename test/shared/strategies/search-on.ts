import type { Candidate } from '../../../shared/candidate.ts';
import { createRandom } from '../../../shared/random.ts';
import type { ProposalContext, Strategy } from '../../../shared/strategies/strategy.ts';
import type { Observation } from '../../../shared/trial.ts';
import { contextOf, observe } from './describe-strategy.ts';

export interface SearchOn extends Partial<Pick<ProposalContext, 'maximise' | 'minimise'>> {
  readonly space: ProposalContext['space'];
  readonly score: (candidate: Candidate) => number;
  readonly costs?: (candidate: Candidate) => Observation['costs'];
  readonly trials: number;
  /** Candidates a round. */
  readonly count: number;
  readonly seed: number;
}

/** A search on a function: what was observed, in order. */
export function searchOn(
  strategy: Strategy,
  { space, score, costs, trials, count, seed, ...goals }: SearchOn,
): Observation[] {
  const history: Observation[] = [];
  for (let round = 0; history.length < trials; round++) {
    const remaining = trials - history.length;
    const context = contextOf({
      ...goals,
      space,
      history,
      count: Math.min(count, remaining),
      remaining,
      random: createRandom(`${seed}/${round}`),
    });
    const proposals = strategy(context);
    if (proposals.length === 0) break;
    for (const { candidate, origin } of proposals) {
      history.push(observe(candidate, { round, origin, score: score(candidate), costs: costs?.(candidate) }));
    }
  }
  return history;
}
