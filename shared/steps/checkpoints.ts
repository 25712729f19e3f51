import { ruleOf } from '../stopping/rule-of.ts';
import type { PlannedTrial } from './plan-file.ts';
import type { Settings } from './settings.ts';

/** Whether something may go on, or begin, from a trial of so many epochs. */
export function leavesCheckpoint(settings: Settings): (epochs: number) => boolean {
  const largest = ruleOf(settings).rungs(settings.budget.epochs).at(-1) ?? settings.budget.epochs;
  return (epochs) => settings.inherit || epochs < largest;
}

/** Whether what comes of a search depends on its trials' checkpoints: it would take another course without them. */
export const inherits = ({ strategy, inherit }: Pick<Settings, 'strategy' | 'inherit'>): boolean =>
  inherit || strategy === 'pbt';

/** The trial whose checkpoint this one begins with. */
export const beginsFrom = ({ goesOnFrom, inherits: inherited }: PlannedTrial): string | undefined =>
  (goesOnFrom ?? inherited)?.trialId;

/** Epochs on its clock when it begins. */
export const epochsBefore = ({
  goesOnFrom,
  inherits: inherited,
}: Pick<PlannedTrial, 'goesOnFrom' | 'inherits'>): number => goesOnFrom?.epochs ?? inherited?.from ?? 0;
