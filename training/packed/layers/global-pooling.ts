import type { SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { GlobalPoolingConfig, Shape } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer, type Place } from './layer.ts';
import { hiddenSteps, hiddenStepsOf } from './mask.ts';

/** Each real step's share of the mean, [1, 1, steps, rows]. */
function sharesOf(mask: Tensor): Tensor {
  const [, , steps = 1, rows = 1] = mask.shape;
  const shares = tf.softmax(tf.transpose(tf.reshape(hiddenSteps(mask), [steps, rows])));
  return tf.reshape(tf.transpose(shares), mask.shape);
}

/** Each channel's mean over the positions, [trials, channels, rows]; of a sequence, over the steps that are no padding. */
export const meanOf = (x: Tensor, mask: Tensor | undefined): Tensor =>
  mask === undefined ? tf.mean(x, 2) : tf.sum(tf.mul(x, sharesOf(mask)), 2);

/** The same in a tfjs model, [rows, channels], under the name of `part`. */
export function meanInModel({ x, mask, apply }: Place, input: Shape, part?: string): SymbolicTensor {
  if (mask === undefined) {
    const layer = input.length > 2 ? tf.layers.globalAveragePooling2d({}) : tf.layers.globalAveragePooling1d();
    return apply(layer, x, part);
  }
  const shares = apply(tf.layers.softmax(), hiddenStepsOf(mask, apply), 'shares');
  const row = apply(tf.layers.reshape({ targetShape: [1, input[0] ?? 1] }), shares, 'row');
  const mean = apply(tf.layers.dot({ axes: [2, 1] }), [row, x], 'mean');
  return apply(tf.layers.flatten(), mean, part);
}

/** Lin et al. 2014, Network in network. */
export const globalPooling: PackedLayer<GlobalPoolingConfig> = {
  bind:
    () =>
    ({ x, mask }) => ({ y: tf.transpose(meanOf(x, mask), [0, 2, 1]) }),
  noise: noNoise,
  unpack: (_config, input) => (place) => ({ y: meanInModel(place, input), weights: () => [] }),
};
