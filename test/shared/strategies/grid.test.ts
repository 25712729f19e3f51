import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { enumerateGrid } from '../../../shared/search-space/grid.ts';
import { gridSearch } from '../../../shared/strategies/grid.ts';
import { describeStrategy, finiteSpace, observe } from './describe-strategy.ts';

describeStrategy('grid', gridSearch, { deterministic: true });

it('goes through the grid in order, on from the history', () => {
  const points = [...enumerateGrid(finiteSpace)];
  const history = points.slice(0, 5).map((candidate) => observe(candidate));
  const context = { space: finiteSpace, maximise: true, count: 3, random: createRandom(1) };
  expect(gridSearch({ ...context, history: [] })).toEqual(points.slice(0, 3));
  expect(gridSearch({ ...context, history })).toEqual(points.slice(5, 8));
});

it('asks for the points of a continuous range', () => {
  expect(() =>
    gridSearch({
      space: { dropout: { type: 'uniform', low: 0, high: 1 } },
      history: [],
      maximise: true,
      count: 1,
      random: createRandom(1),
    }),
  ).toThrow(expect.objectContaining({ name: 'InvalidSpec', place: { key: 'space.dropout' } }));
});
