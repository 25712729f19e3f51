import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { GlobalPoolingConfig } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer } from './layer.ts';
import { hiddenSteps, hiddenStepsOf } from './mask.ts';

/** Each real step's share of the mean, [1, 1, steps, rows]. */
function sharesOf(mask: Tensor): Tensor {
  const [, , steps = 1, rows = 1] = mask.shape;
  const shares = tf.softmax(tf.transpose(tf.reshape(hiddenSteps(mask), [steps, rows])));
  return tf.reshape(tf.transpose(shares), mask.shape);
}

/** Lin et al. 2014, Network in network: each channel's mean over the positions; of a sequence, over the steps that are no padding. */
export const globalPooling: PackedLayer<GlobalPoolingConfig> = {
  bind:
    () =>
    ({ x, mask }) => {
      const mean = mask === undefined ? tf.mean(x, 2) : tf.sum(tf.mul(x, sharesOf(mask)), 2);
      return { y: tf.transpose(mean, [0, 2, 1]) };
    },
  noise: noNoise,
  unpack:
    (_config, input) =>
    ({ x, mask, apply }) => {
      if (mask === undefined) {
        const layer = input.length > 2 ? tf.layers.globalAveragePooling2d({}) : tf.layers.globalAveragePooling1d();
        return { y: apply(layer, x), weights: () => [] };
      }
      const shares = apply(tf.layers.softmax(), hiddenStepsOf(mask, apply), 'shares');
      const row = apply(tf.layers.reshape({ targetShape: [1, input[0] ?? 1] }), shares, 'row');
      const mean = apply(tf.layers.dot({ axes: [2, 1] }), [row, x], 'mean');
      return { y: apply(tf.layers.flatten(), mean), weights: () => [] };
    },
};
