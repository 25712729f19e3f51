import type { ParameterValue } from '../candidate.ts';
import { levelsOf } from '../search-space/unit.ts';
import type { Distribution } from '../search-space.ts';

/** A parameter's values in cells that densities are estimated on. */
export interface ParameterGrid {
  readonly size: number;
  /** Whether neighbouring cells are alike. */
  readonly ordered: boolean;
  cellOf(value: ParameterValue): number;
}

const mostCells = 50;

/**
 * At most 50 even cells, of the logarithm for log ranges; the values themselves where they are fewer. Undefined for a parameter
 * that has one value. As Optuna lays them, so that importances compare.
 */
export function parameterGrid(distribution: Distribution): ParameterGrid | undefined {
  const levels = levelsOf(distribution);
  if (levels < 2 || distribution.type === 'constant') return undefined;
  switch (distribution.type) {
    case 'choice':
      return { size: levels, ordered: false, cellOf: (value) => distribution.options.indexOf(value) };
    case 'ordinal':
      return ranged(Math.min(levels, mostCells), 0, levels - 1, (value) => distribution.values.indexOf(Number(value)));
    case 'logUniform':
      return ranged(mostCells, Math.log(distribution.low), Math.log(distribution.high), (value) =>
        Math.log(Number(value)),
      );
    case 'integer': {
      const { low, high, log = false } = distribution;
      if (!log) return ranged(Math.min(levels, mostCells), low, high, Number);
      const cells = Math.min(Math.ceil(Math.log2(high - low + 1)) + 1, mostCells);
      return ranged(cells, Math.log(low), Math.log(high), (value) => Math.log(Number(value)));
    }
    case 'uniform':
      return ranged(Math.min(levels, mostCells), distribution.low, distribution.high, Number);
  }
}

function ranged(size: number, low: number, high: number, scaled: (value: ParameterValue) => number): ParameterGrid {
  const width = (high - low) / (size - 1);
  return {
    size,
    ordered: true,
    // A value in the middle of two cells belongs to the lower one.
    cellOf: (value) => Math.min(size - 1, Math.max(0, Math.ceil((scaled(value) - low) / width - 0.5))),
  };
}
