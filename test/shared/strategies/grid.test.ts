import { expect, it } from 'vitest';
import { enumerateGrid } from '../../../shared/search-space/grid.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { gridSearch } from '../../../shared/strategies/grid.ts';
import type { ProposalContext } from '../../../shared/strategies/strategy.ts';
import { contextOf, describeStrategy, finiteSpace, observe } from './describe-strategy.ts';

describeStrategy('grid', gridSearch, { deterministic: true });

it('goes through the grid in order, on from the history', () => {
  const points = [...enumerateGrid(finiteSpace)];
  const history = points.slice(0, 5).map((candidate) => observe(candidate));
  const propose = (context: Partial<ProposalContext>) =>
    gridSearch(contextOf({ count: 3, ...context })).map(({ candidate }) => candidate);
  expect(propose({})).toEqual(points.slice(0, 3));
  expect(propose({ history })).toEqual(points.slice(5, 8));
});

it('asks for the points of a continuous range', () => {
  const space: SearchSpace = { dropout: { type: 'uniform', low: 0, high: 1 } };
  expect(() => gridSearch(contextOf({ space }))).toThrow(
    expect.objectContaining({ name: 'InvalidSpec', place: { key: 'space.dropout' } }),
  );
});
