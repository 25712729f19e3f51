import { type Candidate, candidateId } from '../candidate.ts';
import { enumerateGrid, isFiniteSpace } from '../search-space/grid.ts';
import { sampleCandidate } from '../search-space.ts';
import type { Strategy } from './strategy.ts';

/** Draws in a row that may all be known before the space counts as nearly exhausted. */
const patience = 200;
/** Points gathered before a few of them are picked; bounds the memory of the end of a large finite space. */
const pool = 100_000;

/**
 * Independent draws (Bergstra & Bengio 2012): the baseline every other strategy has to beat. In a finite space that is nearly
 * exhausted, the points that are left, in random order.
 */
export const randomSearch: Strategy = ({ space, history, count, random }) => {
  const known = new Set(history.map((observation) => observation.candidateId));
  const proposals: Candidate[] = [];
  const propose = (candidate: Candidate): boolean => {
    const id = candidateId(candidate);
    if (known.has(id)) return false;
    known.add(id);
    proposals.push(candidate);
    return true;
  };
  for (let misses = 0; proposals.length < count && misses < patience; ) {
    misses = propose(sampleCandidate(space, random)) ? 0 : misses + 1;
  }
  if (proposals.length < count && isFiniteSpace(space)) {
    const left: Candidate[] = [];
    for (const candidate of enumerateGrid(space)) {
      if (!known.has(candidateId(candidate))) left.push(candidate);
      if (left.length === pool) break;
    }
    for (const candidate of random.shuffle(left).slice(0, count - proposals.length)) propose(candidate);
  }
  return proposals;
};
