import type { Spec } from '../spec.ts';
import { stoppingRuleOf } from './index.ts';
import { populationIntervals } from './population.ts';
import type { StoppingRule } from './stopping-rule.ts';

/** Who goes on in a search: its stopping rule decides, or its strategy, where that has a rule of its own. */
export const ruleOf = ({ strategy, stopping }: Pick<Spec, 'strategy' | 'stopping'>): StoppingRule =>
  strategy === 'pbt' ? populationIntervals() : stoppingRuleOf(stopping);
