import { type Candidate, candidateId } from '../candidate.ts';
import { neighbourOf } from '../search-space/change.ts';
import { sampleCandidate } from '../search-space.ts';
import type { ProposalContext } from './strategy.ts';

export interface PoolSizes {
  /** Independent draws. */
  readonly draws: number;
  /** Changes of each of the given candidates. */
  readonly neighbours: number;
}

/** Candidates that may be proposed, among which a model chooses: draws from the whole space, and changes of good candidates. */
export function poolOf(
  { space, random, admits }: Pick<ProposalContext, 'space' | 'random' | 'admits'>,
  {
    isNew,
    near,
    sizes,
  }: {
    readonly isNew: (candidate: Candidate) => boolean;
    readonly near: readonly Candidate[];
    readonly sizes: PoolSizes;
  },
): Candidate[] {
  const pool = new Map<string, Candidate>();
  const take = (candidate: Candidate | undefined): void => {
    if (candidate === undefined || !isNew(candidate) || !admits(candidate)) return;
    pool.set(candidateId(candidate), candidate);
  };
  for (let draw = 0; draw < sizes.draws; draw++) take(sampleCandidate(space, random));
  for (const candidate of near) {
    for (let change = 0; change < sizes.neighbours; change++) {
      const once = neighbourOf(space, candidate, random);
      // A third of the changes are of two parameters or more: some optima need both.
      take(once !== undefined && random.next() < 1 / 3 ? neighbourOf(space, once, random) : once);
    }
  }
  return [...pool.values()];
}
