import tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { TrialOutcome } from '../../../shared/trainer.ts';
import { trainPack } from '../../../training/packed/train-pack.ts';
import { decodeCheckpoint } from '../../../training/packed/trial-state.ts';
import { useEngine } from '../engine.ts';
import { mixedCandidates, packOf, table } from '../tables.ts';

const still = () => 0;
const train = (request: Parameters<typeof trainPack>[0], clock: () => number = still): TrialOutcome[] =>
  trainPack(request, () => undefined, clock);

/** The completed outcome; fails the test where it is none. */
function completed(outcome: TrialOutcome | undefined) {
  if (outcome?.state !== 'completed') throw new Error(`not completed: ${JSON.stringify(outcome)}`);
  return outcome;
}

/** Curves keep six digits: rounding may differ in the last one between packs of different padding. */
const lossTolerance = 2e-5;
/** A few units in the last place of a float32 near 1, which training neither amplifies nor hides. */
const parameterTolerance = 5e-6;

function expectSameCurve(one: TrialOutcome | undefined, other: TrialOutcome | undefined): void {
  const [left, right] = [completed(one), completed(other)];
  expect(left.epochs).toBe(right.epochs);
  for (const name of ['trainingLoss', 'validationLoss'] as const) {
    for (const [epoch, loss] of left.curve[name].entries()) {
      expect(Math.abs(loss - (right.curve[name][epoch] ?? Number.NaN))).toBeLessThan(lossTolerance * loss);
    }
  }
}

/** What a trial has learnt, which differs sooner than its losses do. */
function parametersOf(outcome: TrialOutcome | undefined): Float32Array {
  const { checkpoint = new Uint8Array(), parameters } = completed(outcome);
  return decodeCheckpoint(checkpoint, parameters).parameters;
}

describe('trainPack', () => {
  useEngine();

  it.each(['none', 'batch', 'layer'] as const)(
    'gives a trial the same alone and in a pack, normalisation %s',
    (normalisation) => {
      const candidates = mixedCandidates(24, normalisation);
      const together = train(packOf(candidates, { checkpoints: true }));
      for (const index of [0, 1, 2, 3, 5, 6, 9, 11, 15, 16, 23]) {
        const [alone] = train(packOf(candidates.slice(index, index + 1), { checkpoints: true }));
        expectSameCurve(alone, together[index]);
        const own = parametersOf(alone);
        const difference = parametersOf(together[index]).map((value, at) => Math.abs(value - (own[at] ?? Number.NaN)));
        expect(Math.max(...difference)).toBeLessThan(parameterTolerance);
      }
    },
  );

  it('gives the same pack the same result, bit for bit', () => {
    const request = packOf(mixedCandidates(10), { checkpoints: true });
    expect(train(request)).toEqual(train(request));
  });

  it('answers in the order of the request, whatever the order of the pack', () => {
    const outcomes = train(packOf(mixedCandidates(9)));
    expect(outcomes.map(({ trialId }) => trialId)).toEqual(Array.from({ length: 9 }, (_, index) => `trial-${index}`));
  });

  it('goes on from a checkpoint as if never stopped', () => {
    const candidates = mixedCandidates(8, 'batch');
    const whole = train(packOf(candidates, { epochs: 12 }));
    const half = train(
      packOf(candidates, { epochs: 12, checkpoints: true, trials: packOf(candidates, { epochs: 5 }).trials }),
    );
    const rest = train(
      packOf(candidates, {
        epochs: 12,
        trials: packOf(candidates, { epochs: 12 }).trials.map((trial, index) => ({
          ...trial,
          checkpoint: completed(half[index]).checkpoint as Uint8Array,
        })),
      }),
    );
    expect(rest).toEqual(whole);
  });

  it('ends a trial early, alone, and leaves the others as they are', () => {
    // A learning rate of almost nothing still improves; a large one on few rows soon gets worse.
    const candidates = [
      { depth: 1, 'width.1': 16, learningRate: 1e-5, batchSize: 16 },
      { depth: 1, 'width.1': 16, learningRate: 0.3, batchSize: 16 },
      { depth: 1, 'width.1': 8, learningRate: 0.3, batchSize: 16 },
      { depth: 1, 'width.1': 4, learningRate: 0.3, batchSize: 16 },
    ];
    const stopped = train(packOf(candidates, { epochs: 60, earlyStopping: 5 }));
    const free = train(packOf(candidates, { epochs: 60 }));
    const [slow, ...fast] = stopped.map(completed);
    expect(slow?.epochs).toBe(60);
    expectSameCurve(stopped[0], free[0]);
    for (const [index, outcome] of fast.entries()) {
      const whole = completed(free[index + 1]);
      expect(outcome.epochs).toBeLessThan(60);
      expect(outcome.epochs).toBe(outcome.bestEpoch + 5);
      expect(outcome.curve.validationLoss).toEqual(whole.curve.validationLoss.slice(0, outcome.epochs));
    }
  });

  it('records divergence of one trial as its failure alone', () => {
    const [good, bad, other] = train(
      packOf(
        [
          { depth: 1, 'width.1': 8, learningRate: 0.01, batchSize: 16 },
          {
            depth: 2,
            'width.1': 8,
            'width.2': 8,
            optimizer: 'momentum',
            momentum: 0.99,
            learningRate: 10,
            batchSize: 16,
          },
          { depth: 2, 'width.1': 5, 'width.2': 4, learningRate: 0.01, batchSize: 16 },
        ],
        { epochs: 20, data: table({ classes: 1 }) },
      ),
    );
    expect(bad).toMatchObject({ state: 'failed', reason: 'diverged' });
    for (const outcome of [good, other])
      expect(completed(outcome).curve.validationLoss.every(Number.isFinite)).toBe(true);
  });

  it('ends trials that take too long, by their share of the time', () => {
    let now = 0;
    const outcomes = train(packOf(mixedCandidates(4), { timeout: 100 }), () => (now += 300));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ state: 'failed', reason: 'timeout' });
  });

  it.each([1, 2, 4])('learns a table of %i outputs', (classes) => {
    const data = table({ rows: 200, classes });
    const [outcome] = train(
      packOf([{ depth: 1, 'width.1': 16, learningRate: 0.01, batchSize: 32 }], { data, epochs: 40 }),
    );
    const { metrics, curve } = completed(outcome);
    expect(curve.trainingLoss.at(-1)).toBeLessThan((curve.trainingLoss[0] ?? 0) * 0.7);
    expect(metrics[classes === 1 ? 'r2' : 'accuracy']).toBeGreaterThan(0.5);
  });

  it('holds no tensor after a pack, be it good or broken', () => {
    const before = tf.memory().numTensors;
    train(packOf(mixedCandidates(6)));
    expect(() => train(packOf([{ depth: 1, activation: 'no such' }]))).toThrow(/activation/);
    expect(tf.memory().numTensors).toBe(before);
  });
});
