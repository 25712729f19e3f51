import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { TrainingParameters } from '../../shared/network.ts';
import type { Keep } from './layers/layer.ts';

/**
 * One update rule for all optimisers, with coefficients a trial, so that a pack mixes them:
 *
 *   g ← g + l2·w + l1·sign(w), for kernels
 *   m ← β₁·m + g                 v ← β₂·v + g²
 *   w ← κ·w − (ρ·m + ν·g) / (√v + ε), κ for kernels only
 *
 * Adam (Kingma & Ba 2015), AdamW (Loshchilov & Hutter 2019), RMSProp (Tieleman & Hinton 2012), SGD, momentum and
 * Nesterov (Sutskever et al. 2013). The running sums are kept unnormalised: 1 − β₁, 1 − β₂ and the bias corrections
 * are folded into ρ and ε, and the learning rate into ρ, ν and κ, which saves operations over all parameters.
 */
const adamBeta1 = 0.9;
const adamBeta2 = 0.999;
const rmspropRho = 0.9;
const epsilon = 1e-7;
/** ε of optimisers that do not divide by √v: beside it √v vanishes, and a power of two rounds nothing. */
const vast = 2 ** 64;

interface Coefficients {
  readonly beta1: number;
  readonly beta2: number;
  /** Whether the step is g + β₁·m rather than m. */
  readonly nesterov: boolean;
}

/** What does not change over a trial's life. */
export function coefficientsOf({ optimizer, momentum }: TrainingParameters): Coefficients {
  switch (optimizer) {
    case 'adam':
    case 'adamw':
      return { beta1: adamBeta1, beta2: adamBeta2, nesterov: false };
    case 'rmsprop':
      return { beta1: 0, beta2: rmspropRho, nesterov: false };
    case 'sgd':
      return { beta1: 0, beta2: 0, nesterov: false };
    case 'momentum':
      return { beta1: momentum, beta2: 0, nesterov: false };
    case 'nesterov':
      return { beta1: momentum, beta2: 0, nesterov: true };
  }
}

/** Learning rate as a share of its start, at `progress` in [0, 1] of the full budget. */
function scheduled(schedule: TrainingParameters['schedule'], progress: number): number {
  switch (schedule) {
    case 'constant':
      return 1;
    case 'cosine':
      return 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    case 'exponential':
      return 0.01 ** Math.min(1, progress);
  }
}

/** What changes from step to step, for one trial: ρ, ν, ε, κ. */
export const stepCoefficientCount = 4;

/**
 * Writes one trial's step coefficients at `offset`.
 * `step` counts from 1 over the trial's life, `progress` is in [0, 1] of the full budget.
 */
export function writeStepCoefficients(
  into: Float32Array,
  offset: number,
  training: TrainingParameters,
  step: number,
  progress: number,
): void {
  const { optimizer, momentum, schedule, weightDecay } = training;
  const learningRate = training.learningRate * scheduled(schedule, progress);
  let rate = learningRate * vast;
  let floor = vast;
  if (optimizer === 'adam' || optimizer === 'adamw') {
    const deviation = Math.sqrt((1 - adamBeta2 ** step) / (1 - adamBeta2));
    rate = (learningRate * (1 - adamBeta1) * deviation) / (1 - adamBeta1 ** step);
    floor = epsilon * deviation;
  } else if (optimizer === 'rmsprop') {
    const deviation = 1 / Math.sqrt(1 - rmspropRho);
    rate = learningRate * deviation;
    floor = epsilon * deviation;
  }
  into[offset] = optimizer === 'nesterov' ? rate * momentum : rate;
  into[offset + 1] = optimizer === 'nesterov' ? rate : 0;
  into[offset + 2] = floor;
  into[offset + 3] = optimizer === 'adamw' ? 1 - learningRate * weightDecay : 1;
}

/** A band's numbers, each [trials, columns]. */
export interface OptimizerState {
  readonly weights: Tensor;
  readonly momentum: Tensor;
  readonly variance: Tensor;
}

export type PackedOptimizer = (state: OptimizerState, gradient: Tensor, stepCoefficients: Tensor) => OptimizerState;

/**
 * Builds the rule for one band of a pack, for the trials that have it; what none of them uses costs nothing.
 * `kernel`: whether penalties and decay act on it. Constants are handed to `keep`.
 */
export function packedOptimizer(trials: readonly TrainingParameters[], kernel: boolean, keep: Keep): PackedOptimizer {
  const coefficients = trials.map(coefficientsOf);
  const column = (values: readonly number[]): Tensor => keep(tf.tensor([...values], [trials.length, 1]));
  /** A coefficient of kernels; undefined where it is 0 for all. */
  const penalty = (values: readonly number[]): Tensor | undefined =>
    kernel && values.some((value) => value !== 0) ? column(values) : undefined;
  const usesMomentum = coefficients.some(({ beta1 }) => beta1 > 0);
  const usesVariance = coefficients.some(({ beta2 }) => beta2 > 0);
  const usesNesterov = coefficients.some(({ nesterov }) => nesterov);
  const decays = kernel && trials.some(({ optimizer, weightDecay }) => optimizer === 'adamw' && weightDecay > 0);
  const beta1 = column(coefficients.map((c) => c.beta1));
  const beta2 = column(coefficients.map((c) => c.beta2));
  const l1 = penalty(trials.map((training) => training.l1));
  const l2 = penalty(trials.map((training) => training.l2));

  return ({ weights, momentum, variance }, gradient, stepCoefficients) => {
    const own = tf.slice(stepCoefficients, [0, 0], [trials.length, stepCoefficientCount]);
    const [ofMomentum, ofGradient, floor, share] = tf.split(own, stepCoefficientCount, 1) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    let g = gradient;
    if (l2 !== undefined) g = tf.add(g, tf.mul(l2, weights));
    if (l1 !== undefined) g = tf.add(g, tf.mul(l1, tf.sign(weights)));
    const m = usesMomentum ? tf.add(tf.mul(momentum, beta1), g) : momentum;
    const v = usesVariance ? tf.add(tf.mul(variance, beta2), tf.square(g)) : variance;
    let step = tf.mul(usesMomentum ? m : g, ofMomentum);
    if (usesNesterov) step = tf.add(step, tf.mul(g, ofGradient));
    step = tf.div(step, usesVariance ? tf.add(tf.sqrt(v), floor) : floor);
    return { weights: tf.sub(decays ? tf.mul(weights, share) : weights, step), momentum: m, variance: v };
  };
}
