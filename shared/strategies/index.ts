import type { Spec } from '../spec.ts';
import { cmaes } from './cmaes/cmaes.ts';
import { evolution } from './evolution.ts';
import { gpSearch } from './gp.ts';
import { gradientSearch } from './gradient.ts';
import { greedy } from './greedy.ts';
import { gridSearch } from './grid.ts';
import { nsga2 } from './nsga2.ts';
import { randomSearch } from './random.ts';
import { sobolSearch } from './sobol.ts';
import type { Strategy } from './strategy.ts';

/** The only place a strategy is named: add a file, add a line, and its name to the spec. */
export const strategies = {
  random: randomSearch,
  grid: gridSearch,
  sobol: sobolSearch,
  gp: gpSearch,
  evolution: evolution(),
  nsga2: nsga2(),
  greedy,
  gradient: gradientSearch(),
  cmaes,
} satisfies Record<Spec['strategy'], Strategy>;
