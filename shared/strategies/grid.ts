import { type Candidate, candidateId } from '../candidate.ts';
import { enumerateGrid } from '../search-space/grid.ts';
import type { Strategy } from './strategy.ts';

/**
 * Every grid point in the space's order, going on after those in the history.
 * Throws SearchError InvalidSpec where a continuous range has neither points nor a step.
 */
export const gridSearch: Strategy = ({ space, history, count }) => {
  const known = new Set(history.map((observation) => observation.candidateId));
  const proposals: Candidate[] = [];
  if (count <= 0) return proposals;
  for (const candidate of enumerateGrid(space)) {
    if (known.has(candidateId(candidate))) continue;
    proposals.push(candidate);
    if (proposals.length >= count) break;
  }
  return proposals;
};
