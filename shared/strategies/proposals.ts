import { type Candidate, candidateId } from '../candidate.ts';
import type { Origin, Proposal } from '../proposal.ts';
import { enumerateGrid, isFiniteSpace } from '../search-space/grid.ts';
import { sampleCandidate } from '../search-space.ts';
import type { ProposalContext } from './strategy.ts';

/** Draws in a row that may all be known before the space counts as nearly exhausted. */
const patience = 200;
/** Draws against the limits that one call may make: one candidate in a thousand that keeps them is found all the same. */
const mostRefused = 50_000;
/** Points gathered before a few of them are picked; bounds the memory of the end of a large finite space. */
const pool = 100_000;

type Beginning = Pick<Proposal, 'relax' | 'inherits'>;

/** Gathers what a strategy proposes, and holds it to what every strategy promises. */
export interface Proposals {
  readonly list: readonly Proposal[];
  /** How many are still wanted. */
  readonly wanted: number;
  /** Whether it may be proposed: neither known, nor proposed already, nor against the limits. */
  isNew(candidate: Candidate): boolean;
  /** Takes it where it is new and still wanted, and says whether it did. */
  add(candidate: Candidate, origin: Origin, more?: Beginning): boolean;
  /** Independent draws until there are enough; in a finite space that is nearly exhausted, what is left in random order. */
  fill(origin: Origin): readonly Proposal[];
}

export function createProposals({ space, history, count, admits, random }: ProposalContext): Proposals {
  const known = new Set(history.map((observation) => observation.candidateId));
  const list: Proposal[] = [];
  const isNew = (candidate: Candidate): boolean => !known.has(candidateId(candidate)) && admits(candidate);
  const add = (candidate: Candidate, origin: Origin, more: Beginning = {}): boolean => {
    if (list.length >= count || !isNew(candidate)) return false;
    known.add(candidateId(candidate));
    list.push({ candidate, origin, ...more });
    return true;
  };
  return {
    list,
    get wanted() {
      return Math.max(0, count - list.length);
    },
    isNew,
    add,
    fill(origin) {
      for (let misses = 0, refused = 0; list.length < count && misses < patience && refused < mostRefused; ) {
        const candidate = sampleCandidate(space, random);
        if (!admits(candidate)) refused++;
        else misses = add(candidate, origin) ? 0 : misses + 1;
      }
      if (list.length < count && isFiniteSpace(space)) {
        const left: Candidate[] = [];
        for (const candidate of enumerateGrid(space)) {
          if (isNew(candidate)) left.push(candidate);
          if (left.length === pool) break;
        }
        for (const candidate of random.shuffle(left)) if (!add(candidate, origin)) break;
      }
      return list;
    },
  };
}
