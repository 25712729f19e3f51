import type { Spec } from '../spec.ts';
import { autoSearch } from './auto.ts';
import { cmaes } from './cmaes/cmaes.ts';
import { evolution } from './evolution.ts';
import { gpSearch } from './gp.ts';
import { gradientSearch } from './gradient.ts';
import { greedy } from './greedy.ts';
import { gridSearch } from './grid.ts';
import { nsga2 } from './nsga2.ts';
import { pbt } from './pbt.ts';
import { randomSearch } from './random.ts';
import { sobolSearch } from './sobol.ts';
import type { Strategy } from './strategy.ts';
import { bohb } from './tpe/bohb.ts';
import { tpe } from './tpe/tpe.ts';

/** The only place a strategy is named: add a file, add a line, and its name to the spec. */
export const strategies = {
  auto: autoSearch,
  random: randomSearch,
  grid: gridSearch,
  sobol: sobolSearch,
  tpe,
  bohb,
  gp: gpSearch,
  evolution: evolution(),
  nsga2: nsga2(),
  greedy,
  gradient: gradientSearch,
  cmaes,
  pbt,
} satisfies Record<Spec['strategy'], Strategy>;
