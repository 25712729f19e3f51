import type { Spec } from '../spec.ts';
import { gridSearch } from './grid.ts';
import { randomSearch } from './random.ts';
import type { Strategy } from './strategy.ts';

/** The only place a strategy is named: add a file, add a line, and its name to the spec. */
export const strategies = { random: randomSearch, grid: gridSearch } satisfies Record<Spec['strategy'], Strategy>;
