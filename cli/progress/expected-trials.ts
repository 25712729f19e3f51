import { countGrid } from '../../shared/search-space/grid.ts';
import type { Spec } from '../../shared/spec.ts';
import { ruleOf } from '../../shared/stopping/rule-of.ts';
import { candidatesAMember } from '../../shared/strategies/pbt.ts';

/** Candidates of the whole grid; undefined for other strategies. */
export const gridSize = ({ strategy, space }: Spec): number | undefined =>
  strategy === 'grid' && space !== undefined ? countGrid(space) : undefined;

/** Trials that the search will make if nothing ends it early: a guess where a rule decides how many go on. */
export function expectedTrials(spec: Spec): number {
  const { budget, validation, stopping } = spec;
  const candidates = Math.min(budget.trials, gridSize(spec) ?? Number.POSITIVE_INFINITY);
  const goOn = stopping.rule === 'none' ? 0 : stopping.rule === 'median' ? 1 / 2 : 1 / stopping.factor;
  const rungs = ruleOf(spec).rungs(budget.epochs);
  if (spec.strategy === 'pbt') return Math.ceil(candidates / candidatesAMember) * rungs.length * validation.folds;
  let trials = 0;
  for (const [rung] of rungs.entries()) {
    trials += Math.ceil(candidates * goOn ** rung);
  }
  return trials * validation.folds;
}
