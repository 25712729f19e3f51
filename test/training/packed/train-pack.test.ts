import tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../engine.ts';
import { completed, expectSameTrial, train } from '../outcomes.ts';
import { mixedCandidates, packOf, table } from '../tables.ts';

describe('trainPack', () => {
  useEngine();

  it.each(['none', 'batch', 'layer'] as const)(
    'gives a trial the same alone and in a pack, normalisation %s',
    (normalisation) => {
      const candidates = mixedCandidates(24, normalisation);
      const together = train(packOf(candidates, { checkpoints: true }));
      for (const index of [1, 2, 3, 5, 6, 11, 15, 16]) {
        const [alone] = train(packOf(candidates.slice(index, index + 1), { checkpoints: true }));
        expectSameTrial(alone, together[index]);
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
    const whole = train(packOf(candidates, { epochs: 12, checkpoints: true }));
    const half = train(
      packOf(candidates, { epochs: 12, checkpoints: true, trials: packOf(candidates, { epochs: 5 }).trials }),
    );
    const rest = train(
      packOf(candidates, {
        epochs: 12,
        checkpoints: true,
        trials: packOf(candidates, { epochs: 12 }).trials.map((trial, index) => ({
          ...trial,
          checkpoint: completed(half[index]).checkpoint as Uint8Array,
        })),
      }),
    );
    expect(rest).toEqual(whole);
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
