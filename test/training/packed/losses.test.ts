import tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { crossEntropy, type PackedLoss, squaredError } from '../../../training/packed/losses.ts';
import { useEngine } from '../engine.ts';

const outputs = [0.5, -1, 2, 0, 0.3, -0.2, 1.5, 0.1, -0.7, 0.9, 0.2, -0.4];
const oneHot = [0, 0, 1, 1, 0, 0];
const smoothing = [0, 0.2];

/** Written down once more, in float64: two trials, two rows, three classes. */
function reference(values: readonly number[]): number[] {
  return smoothing.map((share, trial) => {
    let total = 0;
    for (let row = 0; row < 2; row++) {
      const logits = values.slice(trial * 6 + row * 3, trial * 6 + row * 3 + 3);
      const log = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
      for (const [column, logit] of logits.entries()) {
        const label = (oneHot[row * 3 + column] ?? 0) * (1 - share) + share / 3;
        total -= label * (logit - log);
      }
    }
    return total / 2;
  });
}

function compute(loss: PackedLoss, values: readonly number[], targets: readonly number[], columns: number) {
  return tf.tidy(() => {
    const { perTrial, gradient } = loss(
      tf.tensor([...values], [2, 2, columns]),
      tf.tensor([...targets], [1, 2, columns]),
    );
    return { perTrial: [...perTrial.dataSync()], gradient: [...gradient.dataSync()] };
  });
}

describe('losses', () => {
  useEngine();

  it('cross-entropy with smoothing a trial, and its gradient', () => {
    const result = tf.tidy(() => compute(crossEntropy(tf.tensor(smoothing, [2, 1, 1])), outputs, oneHot, 3));
    for (const [trial, value] of reference(outputs).entries()) expect(result.perTrial[trial]).toBeCloseTo(value, 6);
    for (const [at, gradient] of result.gradient.entries()) {
      const total = (change: number): number =>
        reference(outputs.map((value, index) => (index === at ? value + change : value))).reduce((a, b) => a + b, 0);
      expect(gradient).toBeCloseTo((total(1e-5) - total(-1e-5)) / 2e-5, 6);
    }
  });

  it('stays finite for outputs far apart', () => {
    const { perTrial } = compute(crossEntropy(undefined), [1e4, -1e4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], oneHot, 3);
    expect(perTrial.every(Number.isFinite)).toBe(true);
  });

  it('squared error and its gradient', () => {
    const { perTrial, gradient } = compute(squaredError, [1, 3, -1, 0], [2, 0], 1);
    expect(perTrial).toEqual([5, 4.5]);
    expect(gradient).toEqual([-1, 3, -3, 0]);
  });

  it('squared error of several numbers a row is their mean', () => {
    // Two trials of two rows of two numbers, against the same two rows.
    const { perTrial, gradient } = compute(squaredError, [1, 3, -1, 0, 2, 0, 4, 4], [2, 0, 0, 4], 2);
    expect(perTrial).toEqual([(1 + 9 + 1 + 16) / 4, 16 / 4]);
    expect(gradient).toEqual([-0.5, 1.5, -0.5, -2, 0, 0, 2, 0]);
  });
});
