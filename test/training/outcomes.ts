import { expect } from 'vitest';
import type { PackProgress, PackRequest, TrialOutcome } from '../../shared/trainer.ts';
import { trainPack } from '../../training/packed/train-pack.ts';
import { decodeCheckpoint } from '../../training/packed/trial-state.ts';

/** Trains a pack by a clock that stands still unless told. */
export function train(
  request: PackRequest,
  clock: () => number = () => 0,
  onEpoch: (progress: PackProgress) => void = () => undefined,
): TrialOutcome[] {
  const pack = trainPack(request, clock);
  for (;;) {
    const next = pack.next();
    if (next.done === true) return next.value;
    onEpoch(next.value.progress);
  }
}

/** The completed outcome; fails the test where it is none. */
export function completed(outcome: TrialOutcome | undefined) {
  if (outcome?.state !== 'completed') throw new Error(`not completed: ${JSON.stringify(outcome)}`);
  return outcome;
}

function headerOf(checkpoint: Uint8Array): string {
  const bytes = Buffer.from(checkpoint);
  return bytes.toString('utf8', 8, 8 + bytes.readUInt32LE(4));
}

/** What a trial has learnt, out of its checkpoint. */
export function parametersOf(outcome: TrialOutcome | undefined): Float32Array {
  const { checkpoint = new Uint8Array(), parameters } = completed(outcome);
  // As long as its header says: the six arrays are parameters, two moments, state, and the best of parameters and state.
  const { lengths } = JSON.parse(headerOf(checkpoint)) as { lengths: number[] };
  return decodeCheckpoint(checkpoint, { parameters, state: lengths[3] ?? 0 }).parameters;
}

/** Curves keep six digits: rounding may differ in the last one between packs of different padding. */
export const lossTolerance = 2e-5;
/** A few units in the last place of a float32 near 1: training neither amplifies rounding nor hides it. */
const parameterTolerance = 5e-6;

/** Holds two runs of one trial to the same course; and to the same numbers, which differ sooner, where both have checkpoints. */
export function expectSameTrial(one: TrialOutcome | undefined, other: TrialOutcome | undefined): void {
  const [left, right] = [completed(one), completed(other)];
  expect(left.epochs).toBe(right.epochs);
  for (const name of ['trainingLoss', 'validationLoss'] as const) {
    expect(left.curve[name]).toHaveLength(right.curve[name].length);
    for (const [epoch, loss] of left.curve[name].entries()) {
      expect(Math.abs(loss - (right.curve[name][epoch] ?? Number.NaN))).toBeLessThan(lossTolerance * loss);
    }
  }
  if (left.checkpoint === undefined || right.checkpoint === undefined) return;
  const own = parametersOf(right);
  const differences = parametersOf(left).map((value, place) => Math.abs(value - (own[place] ?? Number.NaN)));
  expect(Math.max(...differences)).toBeLessThan(parameterTolerance);
}
