import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { DenseConfig } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** tf.matMul's own gradient does not sum over a shared input, and computes that of an input which needs none. */
function affineOfShared(x: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  const apply = tf.customGrad((w, b) => ({
    value: tf.add(tf.matMul(x, w as Tensor), b as Tensor),
    gradFunc: (dy: Tensor) => [tf.matMul(x, dy, true, false), tf.sum(dy, 1, true)],
  }));
  return apply(kernel, bias);
}

const affineOfPacked = (x: Tensor, kernel: Tensor, bias: Tensor): Tensor =>
  tf.customGrad((h, w, b, save) => {
    const [input, weights, shift] = [h, w, b] as [Tensor, Tensor, Tensor];
    (save as (tensors: Tensor[]) => void)([input, weights]);
    return {
      value: tf.add(tf.matMul(input, weights), shift),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [savedInput, savedWeights] = saved as [Tensor, Tensor];
        return [tf.matMul(dy, savedWeights, false, true), tf.matMul(savedInput, dy, true, false), tf.sum(dy, 1, true)];
      },
    };
  })(x, kernel, bias);

/** x · kernel + bias: [trials, rows, in] × [trials, in, units] as one batched product. All of a pack have a bias, or none. */
export const dense: PackedLayer<DenseConfig> = {
  bind:
    ({ configs }) =>
    ({ x, parameters }) => {
      const [kernel, bias] = parameters as [Tensor, Tensor?];
      const shift = bias === undefined ? tf.zeros([configs.length, 1, 1]) : tf.expandDims(bias, 1);
      const shared = x.shape[0] === 1 && configs.length > 1;
      return { y: shared ? affineOfShared(x, kernel, shift) : affineOfPacked(x, kernel, shift) };
    },
  noise: noNoise,
  unpack: ({ units, bias = true }) => tf.layers.dense({ units, useBias: bias }),
};
