import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { BatchNormalizationConfig, LayerNormalizationConfig, Shape } from '../../../shared/layers.ts';
import { isImage } from './image.ts';
import { columnMask, noNoise, type PackedLayer } from './layer.ts';

const epsilon = 1e-3;
/** Share of the old moving average kept a step. Keras's 0.99 needs thousands of steps to settle; small tables have few. */
const momentum = 0.9;

const lastOf = (shape: Shape): number => shape[shape.length - 1] ?? 1;

/** One number a column or channel, [trials, columns], beside what they are of. */
const beside = (x: Tensor, values: Tensor): Tensor =>
  x.rank === 4 ? tf.reshape(values, [...values.shape, 1, 1]) : tf.expandDims(values, 1);
/** The axes of the batch's numbers of one column or channel. */
const batchAxes = ({ rank }: Tensor): number[] => (rank === 4 ? [2, 3] : [1]);

const normalized = (x: Tensor, mean: Tensor, variance: Tensor, parameters: readonly Tensor[]): Tensor => {
  const [gamma, beta] = parameters as [Tensor, Tensor];
  const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), beside(x, gamma));
  return tf.add(tf.mul(tf.sub(x, mean), factor), beside(x, beta));
};

/** Normalises by the batch's own mean and variance. Its gradient in closed form takes a third of the operations of tfjs's. */
export function normalizedByBatch(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const axes = batchAxes(x);
  const count = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  const mean = tf.mean(x, axes, true);
  const centered = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centered), axes, true);
  const apply = tf.customGrad((_x, g, b, save) => {
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const factor = tf.mul(inverse, g as Tensor);
    (save as (tensors: Tensor[]) => void)([centered, inverse, factor]);
    return {
      value: tf.add(tf.mul(centered, factor), b as Tensor),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [deviation, scale, slope] = saved as [Tensor, Tensor, Tensor];
        const dBeta = tf.sum(dy, axes, true);
        const dGamma = tf.mul(tf.sum(tf.mul(dy, deviation), axes, true), scale);
        const shift = tf.mul(dBeta, 1 / count);
        const tilt = tf.mul(tf.mul(dGamma, scale), 1 / count);
        return [tf.mul(tf.sub(tf.sub(dy, shift), tf.mul(deviation, tilt)), slope), dGamma, dBeta];
      },
    };
  });
  return { y: apply(x, beside(x, gamma), beside(x, beta)), mean, variance };
}

/** Ioffe & Szegedy 2015: each column or channel by the batch's mean and variance; by their moving averages after training. */
export const batchNormalization: PackedLayer<BatchNormalizationConfig> = {
  bind:
    () =>
    ({ x, parameters, state, training }) => {
      const [movingMean, movingVariance] = state as [Tensor, Tensor];
      if (!training) {
        return { y: normalized(x, beside(x, movingMean), beside(x, movingVariance), parameters) };
      }
      const [gamma, beta] = parameters as [Tensor, Tensor];
      const { y, mean, variance } = normalizedByBatch(x, gamma, beta);
      const moved = (old: Tensor, now: Tensor): Tensor =>
        tf.add(tf.mul(old, momentum), tf.mul(tf.squeeze(now, batchAxes(x)), 1 - momentum));
      return { y, state: [moved(movingMean, mean), moved(movingVariance, variance)] };
    },
  noise: noNoise,
  unpack: () => [tf.layers.batchNormalization({ epsilon, momentum })],
};

/** Normalises by each row's own columns, or each position's own channels: those of the mask, in its shares. */
export function normalizedByRow(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  { mask, counts }: { readonly mask: Tensor | undefined; readonly counts: Tensor | number },
): Tensor {
  const axis = x.rank === 4 ? 1 : 2;
  const sumOf = (values: Tensor): Tensor => tf.sum(mask === undefined ? values : tf.mul(values, mask), axis, true);
  const mean = tf.div(sumOf(x), counts);
  const variance = tf.div(sumOf(tf.square(tf.sub(x, mean))), counts);
  return normalized(x, mean, variance, [gamma, beta]);
}

/** Ba, Kiros & Hinton 2016: each row by the mean and variance of its own columns, each position by its channels'; padding does not count. */
export const layerNormalization: PackedLayer<LayerNormalizationConfig> = {
  bind(pack, keep) {
    const widths = pack.inputs.map(lastOf);
    const counts = keep(
      tf.tensor(widths, isImage(pack.paddedInput) ? [widths.length, 1, 1, 1] : [widths.length, 1, 1]),
    );
    const mask = columnMask(pack, keep);
    return ({ x, parameters }) => {
      const [gamma, beta] = parameters as [Tensor, Tensor];
      return { y: normalizedByRow(x, gamma, beta, { mask, counts }) };
    };
  },
  noise: noNoise,
  unpack: () => [tf.layers.layerNormalization({ epsilon })],
};
