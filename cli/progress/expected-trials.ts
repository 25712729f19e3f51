import { shareGoingOn } from '../../shared/money/afford.ts';
import { countGrid } from '../../shared/search-space/grid.ts';
import type { Spec } from '../../shared/spec.ts';
import { ruleOf } from '../../shared/stopping/rule-of.ts';
import { firstBudgetsOf } from '../../shared/stopping/stopping-rule.ts';
import { candidatesAMember } from '../../shared/strategies/pbt.ts';

/** Candidates of the whole grid; undefined for other strategies. */
export const gridSize = ({ strategy, space }: Spec): number | undefined =>
  strategy === 'grid' && space !== undefined ? countGrid(space) : undefined;

/** Trials that the search will make if nothing ends it early: a guess where a rule decides how many go on. */
export function expectedTrials(spec: Spec): number {
  const { budget, validation, stopping } = spec;
  const candidates = Math.min(budget.trials, gridSize(spec) ?? Number.POSITIVE_INFINITY);
  const rule = ruleOf(spec);
  const rungs = rule.rungs(budget.epochs);
  if (spec.strategy === 'pbt') return Math.ceil(candidates / candidatesAMember) * rungs.length * validation.folds;
  const share = shareGoingOn(stopping);
  const context = { history: [], maximise: true, minimise: [], epochs: budget.epochs, remaining: candidates };
  const begin = new Map<number, number>();
  for (const first of firstBudgetsOf(rule, context, candidates)) begin.set(first, (begin.get(first) ?? 0) + 1);
  let trials = 0;
  for (const [first, count] of begin) {
    const climbed = rungs.filter((rung) => rung >= first);
    trials += climbed.reduce((sum, _, steps) => sum + Math.ceil(count * share ** steps), 0);
  }
  return trials * validation.folds;
}
