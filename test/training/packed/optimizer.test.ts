import tf, { type Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { optimizers, schedules, type TrainingParameters } from '../../../shared/network.ts';
import { packedOptimizer, stepCoefficientCount, writeStepCoefficients } from '../../../training/packed/optimizer.ts';
import { useEngine } from '../engine.ts';
import { type Memory, publishedOptimizers } from '../published-optimizers.ts';

/** A bowl f(w) = ½·curvature·(w − lowest)² for each number; the flattest has gradients no larger than ε. */
const curvature = [3, 0.5, 20, 1e-3, 1e-7];
const lowest = [1, -2, 0.3, 4, -1];
const start = [0.5, 0.7, -0.4, -1.5, 1.2];
const columns = start.length;
const slopeAt = (weight: number, column: number): number =>
  (curvature[column] ?? Number.NaN) * (weight - (lowest[column] ?? Number.NaN));

const steps = 12;
/** Float32 against float64: a step may lose a unit in the last place of the largest weight. */
const tolerance = steps * 2 ** -22;

const trained = (changes: Partial<TrainingParameters>): TrainingParameters => ({
  optimizer: 'sgd',
  learningRate: 0.02,
  momentum: 0.85,
  weightDecay: 0.3,
  schedule: 'constant',
  batchSize: 1,
  l1: 0,
  l2: 0,
  labelSmoothing: 0,
  ...changes,
});

/** Runs the trials down the bowl as one pack; each one's numbers in the end. */
function packed(trials: readonly TrainingParameters[], kernel: boolean, progress = 0): number[][] {
  return tf.tidy(() => {
    const optimize = packedOptimizer(trials, kernel, (tensor) => tensor);
    const shape: [number, number] = [trials.length, columns];
    const rows = (values: readonly number[]): Tensor =>
      tf.tensor(
        trials.flatMap(() => values),
        shape,
      );
    const [curvatures, minima] = [rows(curvature), rows(lowest)];
    let state = { weights: rows(start), momentum: tf.zeros(shape), variance: tf.zeros(shape) };
    for (let step = 1; step <= steps; step++) {
      const coefficients = new Float32Array(trials.length * stepCoefficientCount);
      for (const [trial, training] of trials.entries()) {
        writeStepCoefficients(coefficients, trial * stepCoefficientCount, training, step, progress);
      }
      const gradient = tf.mul(curvatures, tf.sub(state.weights, minima));
      state = optimize(state, gradient, tf.tensor(coefficients, [trials.length, stepCoefficientCount]));
    }
    return state.weights.arraySync() as number[][];
  });
}

/** The same by the published rule. */
function published(training: TrainingParameters, kernel: boolean, share = 1): number[] {
  const { optimizer, momentum, weightDecay, learningRate, l1, l2 } = training;
  const rule = publishedOptimizers[optimizer]({ momentum, weightDecay: kernel ? weightDecay : 0 });
  return start.map((first, column) => {
    const memory: Memory = { first: 0, second: 0 };
    let weight = first;
    for (let step = 1; step <= steps; step++) {
      const penalty = kernel ? l2 * weight + l1 * Math.sign(weight) : 0;
      weight = rule(weight, slopeAt(weight, column) + penalty, memory, { learningRate: learningRate * share, step });
    }
    return weight;
  });
}

function expectPublished(trials: readonly TrainingParameters[], kernel: boolean, progress = 0, share = 1): void {
  const results = packed(trials, kernel, progress);
  for (const [trial, training] of trials.entries()) {
    for (const [column, value] of published(training, kernel, share).entries()) {
      expect(
        Math.abs((results[trial]?.[column] ?? Number.NaN) - value),
        `${training.optimizer} ${column}`,
      ).toBeLessThan(tolerance);
    }
  }
}

describe('packedOptimizer', () => {
  useEngine();

  it.each(optimizers)('takes the published steps of %s', (optimizer) => {
    expectPublished([trained({ optimizer })], true);
    expectPublished([trained({ optimizer, learningRate: 0.003, momentum: 0.5, weightDecay: 0 })], true);
  });

  it('gives each trial of a mixed pack its own rule', () => {
    const mixed = [...optimizers, ...optimizers].map((optimizer, index) =>
      trained({
        optimizer,
        learningRate: 0.002 * (index + 1),
        momentum: 0.95 - 0.07 * index,
        weightDecay: 0.1 * index,
      }),
    );
    expectPublished(mixed, true);
    expectPublished(mixed.toReversed(), true);
    expectPublished(mixed, false);
  });

  it('lets penalties act on the kernels of the trials that have them', () => {
    const penalised = optimizers.map((optimizer, index) =>
      trained({ optimizer, l1: index % 2 === 0 ? 0.05 : 0, l2: index % 3 === 0 ? 0.1 : 0 }),
    );
    expectPublished(penalised, true);
    expectPublished(penalised, false);
  });

  const shares: Record<(typeof schedules)[number], (progress: number) => number> = {
    constant: () => 1,
    // Loshchilov & Hutter 2017, equation 5, without restarts.
    cosine: (progress) => (1 + Math.cos(progress * Math.PI)) / 2,
    // A constant factor a step that ends at a hundredth.
    exponential: (progress) => Math.exp(progress * Math.log(0.01)),
  };
  it.each(schedules)('scales the whole step by the %s schedule', (schedule) => {
    for (const progress of [0, 0.2, 0.5, 0.9, 1]) {
      const trials = optimizers.map((optimizer) => trained({ optimizer, schedule }));
      expectPublished(trials, true, progress, shares[schedule](progress));
    }
    // A trial may go on beyond the full budget: the schedule then stays where it ended.
    expect(packed([trained({ schedule })], true, 1.7)).toEqual(packed([trained({ schedule })], true, 1));
  });

  it('leaves a trial as it is beside one that overflows', () => {
    const calm = optimizers.map((optimizer) => trained({ optimizer }));
    const wild = trained({ optimizer: 'momentum', learningRate: 1e30 });
    const alone = packed(calm, true);
    const [overflowed, ...others] = packed([wild, ...calm], true);
    expect(overflowed?.every(Number.isFinite)).toBe(false);
    expect(others).toEqual(alone);
  });
});
