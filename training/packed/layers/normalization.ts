import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { BatchNormalizationConfig, LayerNormalizationConfig, Shape } from '../../../shared/layers.ts';
import { columnMask, noNoise, type PackedLayer } from './layer.ts';

const epsilon = 1e-3;
/** Share of the old moving average kept a step. Keras's 0.99 needs thousands of steps to settle; small tables have few. */
const momentum = 0.9;

const lastOf = (shape: Shape): number => shape[shape.length - 1] ?? 1;

const normalized = (x: Tensor, mean: Tensor, variance: Tensor, parameters: readonly Tensor[]): Tensor => {
  const [gamma, beta] = parameters as [Tensor, Tensor];
  const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), tf.expandDims(gamma, 1));
  return tf.add(tf.mul(tf.sub(x, mean), factor), tf.expandDims(beta, 1));
};

/** Ioffe & Szegedy 2015: each column by the batch's mean and variance; by their moving averages after training. */
export const batchNormalization: PackedLayer<BatchNormalizationConfig> = {
  bind:
    () =>
    ({ x, parameters, state, training }) => {
      const [movingMean, movingVariance] = state as [Tensor, Tensor];
      if (!training) {
        return { y: normalized(x, tf.expandDims(movingMean, 1), tf.expandDims(movingVariance, 1), parameters) };
      }
      const mean = tf.mean(x, 1, true);
      const variance = tf.mean(tf.square(tf.sub(x, mean)), 1, true);
      const moved = (old: Tensor, now: Tensor): Tensor =>
        tf.add(tf.mul(old, momentum), tf.mul(tf.squeeze(now, [1]), 1 - momentum));
      return {
        y: normalized(x, mean, variance, parameters),
        state: [moved(movingMean, mean), moved(movingVariance, variance)],
      };
    },
  noise: noNoise,
  unpack: () => tf.layers.batchNormalization({ epsilon, momentum }),
};

/** Ba, Kiros & Hinton 2016: each row by the mean and variance of its own columns; padded columns do not count. */
export const layerNormalization: PackedLayer<LayerNormalizationConfig> = {
  bind(pack, keep) {
    const widths = pack.inputs.map(lastOf);
    const counts = keep(tf.tensor(widths, [widths.length, 1, 1]));
    const mask = columnMask(pack, keep);
    return ({ x, parameters }) => {
      const sumOf = (values: Tensor): Tensor => tf.sum(mask === undefined ? values : tf.mul(values, mask), 2, true);
      const mean = tf.div(sumOf(x), counts);
      const variance = tf.div(sumOf(tf.square(tf.sub(x, mean))), counts);
      return { y: normalized(x, mean, variance, parameters) };
    };
  },
  noise: noNoise,
  unpack: () => tf.layers.layerNormalization({ epsilon }),
};
