import type { Spec } from '../spec.ts';
import { asynchronousHalving } from './asha.ts';
import { freezeThaw } from './freeze-thaw.ts';
import { successiveHalving } from './halving.ts';
import { hyperband } from './hyperband.ts';
import { medianStopping } from './median.ts';
import { noStopping } from './none.ts';
import type { RungOptions } from './rungs.ts';
import type { StoppingRule } from './stopping-rule.ts';

/** The only place a stopping rule is named: add a file, add a line, and its name to the spec. */
export const stoppingRules = {
  none: noStopping,
  median: medianStopping,
  halving: successiveHalving,
  asha: asynchronousHalving,
  hyperband,
  'freeze-thaw': freezeThaw,
} satisfies Record<Spec['stopping']['rule'], (options: RungOptions) => StoppingRule>;

/** The rule that a spec asks for, with its options. */
export const stoppingRuleOf = ({ rule, ...options }: Spec['stopping']): StoppingRule => stoppingRules[rule](options);
