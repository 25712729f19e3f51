import type { Deployment, Tier } from '../compute.ts';
import type { PackPrediction } from '../packing.ts';
import type { Spec } from '../spec.ts';
import { dollarsASecond, dollarsOfCall } from './call.ts';
import { engineFactor, placeOf, secondsOn } from './choose-tier.ts';
import { requestDollars, roundOrchestration, roundRequests } from './workflow.ts';

/** A pack to be paid for. */
export interface PackToPay extends PackPrediction {
  readonly tier: Tier;
  readonly trials: readonly unknown[];
}

/** How much longer than predicted a pack may take before anything was measured, and once a round's ratio is known. */
const unmeasured = 3;
const measured = 1.5;
/** Seconds of a call beside training: data are read, results written. */
const besides = 5;

/**
 * Seconds to reckon with for a pack. `ratio` is how long earlier rounds' packs took for each predicted second, where there were any.
 */
export function pessimisticSeconds(
  pack: PackToPay,
  { deployment, ratio }: { readonly deployment: Deployment; readonly ratio?: number | undefined },
): number {
  if (ratio !== undefined) return besides + measured * ratio * pack.seconds;
  return besides + unmeasured * secondsOn(placeOf(deployment, pack.tier), pack, engineFactor[deployment.engine]);
}

/** What a round of these packs costs at most, if none takes longer than its `seconds`. */
export function dollarsOfRound(
  packs: readonly PackToPay[],
  seconds: readonly number[],
  { deployment, checkpoints }: { readonly deployment: Deployment; readonly checkpoints: boolean },
): { readonly total: number; readonly packs: readonly number[] } {
  const each = packs.map(({ tier }, at) => dollarsOfCall(placeOf(deployment, tier), 1000 * (seconds[at] ?? 0)).high);
  const counts = { lambda: 0, fargate: 0, gpu: 0 };
  for (const { tier } of packs) counts[tier]++;
  const trials = packs.reduce((sum, pack) => sum + pack.trials.length, 0);
  const total =
    each.reduce((sum, dollars) => sum + dollars, 0) +
    roundOrchestration(counts, packs.length).high +
    requestDollars(roundRequests(packs.length, trials, checkpoints ? trials : 0));
  return { total, packs: each };
}

/** Each pack's `seconds` and its part of what is left over: together they cost no more than the round and what is left over. */
export function allowances(
  packs: readonly PackToPay[],
  seconds: readonly number[],
  { deployment, leftOver }: { readonly deployment: Deployment; readonly leftOver: number },
): number[] {
  const asked = packs.reduce(
    (sum, { tier }, at) => sum + (seconds[at] ?? 0) * dollarsASecond(placeOf(deployment, tier)).high,
    0,
  );
  // A tenth of a second less than it comes to: what is billed is rounded up.
  const more = asked > 0 ? Math.max(0, leftOver) / asked : 0;
  return seconds.map((own) => Math.floor(10 * own * (1 + more)) / 10);
}

/** Epochs that the larger budgets are expected to take of a candidate at a rung: of those that stand at one, `share` go on. */
export function aheadOf(epochs: number, rungs: readonly number[], share: number): number {
  const at = rungs.indexOf(epochs);
  if (at === -1) return 0;
  return rungs
    .slice(at + 1)
    .reduce((sum, rung, index) => sum + share ** (index + 1) * (rung - (rungs[at + index] ?? 0)), 0);
}

/** Of the candidates at a rung, those that go on: the median rule lets the better half. */
export const shareGoingOn = ({ rule, factor }: Spec['stopping']): number =>
  rule === 'halving' || rule === 'asha' || rule === 'hyperband' ? 1 / factor : 0.5;

/** Whether candidates wait at a rung for others that are still to come. */
export const waitsForOthers = ({ rule }: Spec['stopping']): boolean => rule === 'halving' || rule === 'hyperband';
