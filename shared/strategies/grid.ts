import { enumerateGrid } from '../search-space/grid.ts';
import { createProposals } from './proposals.ts';
import type { Strategy } from './strategy.ts';

/**
 * Every grid point in the space's order, going on after those in the history.
 * Throws SearchError InvalidSpec where a continuous range has neither points nor a step.
 */
export const gridSearch: Strategy = (context) => {
  const proposals = createProposals(context);
  if (proposals.wanted === 0) return [];
  for (const candidate of enumerateGrid(context.space)) {
    proposals.add(candidate, { strategy: 'grid' });
    if (proposals.wanted === 0) break;
  }
  return [...proposals.list];
};
