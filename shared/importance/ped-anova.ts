import type { Candidate } from '../candidate.ts';
import { contains } from '../search-space/membership.ts';
import { type SearchSpace, valueOf } from '../search-space.ts';
import { type ParameterGrid, parameterGrid } from './grid.ts';
import { cellDensity } from './parzen.ts';

/** Candidates that a parameter exists in, by its value's cell: the best ones' first. */
export interface ParameterCells {
  readonly name: string;
  readonly grid: ParameterGrid;
  readonly cells: Int32Array;
  /** How many of `cells` are of the best. */
  readonly best: number;
}

/** A density is never 0: what is divided by it stays finite. */
const least = 1e-12;

/** Each parameter's cells over the candidates, the best first, of which `best` are what is asked for; one-valued parameters are left out. */
export const parameterCells = (space: SearchSpace, candidates: readonly Candidate[], best: number): ParameterCells[] =>
  Object.entries(space).flatMap(([name, distribution]) => {
    const grid = parameterGrid(distribution);
    if (grid === undefined) return [];
    const cellsOf = (some: readonly Candidate[]): number[] =>
      some.flatMap((candidate) => {
        const value = valueOf(candidate, name);
        // A candidate of the user's own may lie outside the space.
        return value === undefined || !contains(distribution, value) ? [] : [grid.cellOf(value)];
      });
    const [first, others] = [cellsOf(candidates.slice(0, best)), cellsOf(candidates.slice(best))];
    return [{ name, grid, cells: Int32Array.from([...first, ...others]), best: first.length }];
  });

/**
 * How differently the best and all of the candidates that a parameter exists in are spread over its values: the Pearson divergence, 0 where they
 * are spread alike. What PED-ANOVA measures (Watanabe, Bansal & Hutter 2023): in it the variance of "is among the best" that the
 * parameter alone explains is this number but for a constant.
 */
export const divergence = (parameter: ParameterCells): number => divergenceFromAll(parameter)(parameter.cells);

/** The same for any candidates in the best's place: the first of the cells given. */
export function divergenceFromAll({ cells, grid, best }: ParameterCells): (order: Int32Array) => number {
  const densityOf = (order: Int32Array): Float64Array => {
    const counts = new Int32Array(grid.size);
    for (const cell of order) counts[cell] = (counts[cell] ?? 0) + 1;
    return cellDensity(counts, grid);
  };
  const all = densityOf(cells);
  return (order) => {
    let sum = 0;
    densityOf(order.subarray(0, best)).forEach((density, cell) => {
      const local = (all[cell] ?? 0) + least;
      sum += local * ((density + least) / local - 1) ** 2;
    });
    return sum;
  };
}

/**
 * What a divergence weighs against those of parameters that exist in other candidates (Conditional PED-ANOVA, 2026, theorem 4.2, within
 * the regime where the parameter exists): the square of the share of the best that have it, over the share of all that do. 1 for an unconditional one.
 */
export const regimeWeight = (
  { cells, best }: ParameterCells,
  totals: { readonly candidates: number; readonly best: number },
): number => (best / totals.best) ** 2 / (cells.length / totals.candidates);
