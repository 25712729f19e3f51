import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import type { PackProgress, TrialOutcome } from '../../../shared/trainer.ts';
import { useEngine } from '../engine.ts';
import { completed, expectSameTrial, train } from '../outcomes.ts';
import { mixedCandidates, packOf, table } from '../tables.ts';

const normalisations = ['none', 'batch', 'layer'] as const;

const epochs = 40;
const patience = 2;

/** Candidates that learn so fast that most soon get worse, each at its own epoch. */
const hasty = (normalisation: (typeof normalisations)[number]): Candidate[] =>
  mixedCandidates(12, normalisation).map((candidate) => ({
    ...candidate,
    learningRate: 3 * Number(candidate.learningRate),
  }));

/** A trial as it stood after so many epochs, without what it had learnt by its end. */
function upTo(outcome: TrialOutcome | undefined, end: number) {
  const { curve, checkpoint, ...others } = completed(outcome);
  return {
    ...others,
    ...(end === others.epochs ? { checkpoint } : {}),
    epochs: end,
    curve: {
      trainingLoss: curve.trainingLoss.slice(0, end),
      validationLoss: curve.validationLoss.slice(0, end),
      validationScore: curve.validationScore.slice(0, end),
    },
  };
}

describe('how trials of a pack end', () => {
  // Holds every ending below to leaving no tensor behind.
  useEngine();

  it.each(['none', 'batch'] as const)(
    'early, each at its own epoch, and the others go on the same, normalisation %s',
    (kind) => {
      const progress: PackProgress[] = [];
      const request = packOf(hasty(kind), { epochs, earlyStopping: patience, checkpoints: true });
      const stopped = train(request, undefined, (now) => progress.push(now));
      const free = train(packOf(hasty(kind), { epochs, checkpoints: true }));
      // Half of the pack ends, and is left out from then on.
      expect(progress.at(-1)?.ended).toBeGreaterThanOrEqual(6);
      expect(progress.at(-1)?.ended).toBeLessThan(12);
      expect(new Set(progress.map(({ ended }) => ended)).size).toBeGreaterThan(3);
      for (const [index, outcome] of stopped.map(completed).entries()) {
        if (outcome.epochs < epochs) expect(outcome.epochs).toBe(outcome.bestEpoch + patience);
        expectSameTrial(outcome, upTo(free[index], outcome.epochs));
        const { validationLoss, validationScore } = outcome.curve;
        expect(validationLoss.indexOf(Math.min(...validationLoss)) + 1).toBe(outcome.bestEpoch);
        expect(outcome.loss).toBeCloseTo(validationLoss[outcome.bestEpoch - 1] ?? Number.NaN, 5);
        expect(outcome.score).toBeCloseTo(validationScore[outcome.bestEpoch - 1] ?? Number.NaN, 5);
      }
    },
  );

  it('early as well where they go on from checkpoints, before which some have ended', () => {
    const settings = { epochs, earlyStopping: patience, checkpoints: true };
    const whole = train(packOf(hasty('batch'), settings));
    const { trials } = packOf(hasty('batch'), settings);
    const half = train(
      packOf(hasty('batch'), { ...settings, trials: trials.map((trial) => ({ ...trial, epochs: 9 })) }),
    );
    expect(half.filter((outcome) => completed(outcome).epochs < 9).length).toBeGreaterThan(1);
    const rest = train(
      packOf(hasty('batch'), {
        ...settings,
        trials: trials.map((trial, index) => ({
          ...trial,
          checkpoint: completed(half[index]).checkpoint ?? new Uint8Array(),
        })),
      }),
    );
    for (const [index, outcome] of rest.map(completed).entries()) {
      const { epochs: end, bestEpoch, metrics } = completed(whole[index]);
      expect(outcome).toMatchObject({ epochs: end, bestEpoch });
      expectSameTrial(upTo(outcome, end), {
        ...upTo(whole[index], end),
        ...(end < epochs ? { checkpoint: undefined } : {}),
      });
      for (const [name, value] of Object.entries(metrics)) expect(outcome.metrics[name]).toBeCloseTo(value, 5);
    }
  });

  it.each(normalisations)('by divergence, alone, normalisation %s', (normalisation) => {
    const data = table({ classes: 1 });
    const calm = mixedCandidates(8, normalisation);
    const wild: Candidate = {
      depth: 3,
      width: 14,
      normalisation,
      residual: true,
      optimizer: 'momentum',
      momentum: 0.99,
      learningRate: 10,
      batchSize: 16,
    };
    const without = train(packOf(calm, { data, checkpoints: true }));
    const [first, ...others] = train(packOf([wild, ...calm, wild], { data, checkpoints: true }));
    const last = others.pop();
    for (const outcome of [first, last]) {
      expect(outcome).toMatchObject({
        state: 'failed',
        reason: 'diverged',
        message: expect.stringMatching(/epoch \d/),
      });
    }
    for (const [index, outcome] of others.entries()) expectSameTrial(outcome, without[index]);
  });

  it('by time, of which each has its share', () => {
    let now = 0;
    const clock = () => (now += 100);
    const request = packOf(mixedCandidates(4), { timeout: 100 });
    // Four trials of 25 ms an epoch are beyond 100 ms in the fifth.
    for (const outcome of train(request, clock)) {
      expect(outcome).toMatchObject({
        state: 'failed',
        reason: 'timeout',
        message: expect.stringContaining('epoch 5'),
      });
    }
    for (const outcome of train({ ...request, timeout: 12 * 25 }, clock)) expect(completed(outcome).epochs).toBe(12);
  });

  it('by time only where they had not ended before', () => {
    let now = 0;
    const outcomes = train(packOf(hasty('none'), { epochs, earlyStopping: patience, timeout: 20 }), () => (now += 12));
    // A twelfth of 12 ms an epoch: over in the twenty-first.
    const ends = train(packOf(hasty('none'), { epochs, earlyStopping: patience })).map(
      (outcome) => completed(outcome).epochs,
    );
    expect(ends.filter((end) => end < 21).length).toBeGreaterThan(6);
    for (const [index, outcome] of outcomes.entries()) {
      expect(outcome).toMatchObject(
        (ends[index] ?? 0) < 21
          ? { state: 'completed', epochs: ends[index] }
          : { state: 'failed', reason: 'timeout', message: expect.stringContaining('epoch 21') },
      );
    }
  });
});
