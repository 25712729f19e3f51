import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { DenseConfig } from '../../../shared/layers.ts';
import { kernelProduct } from './kernel-product.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** tf.matMul's own gradient does not sum over a shared input, and computes that of an input which needs none. */
export const productOfShared = (x: Tensor, kernel: Tensor): Tensor =>
  tf.customGrad((w, save) => {
    (save as (tensors: Tensor[]) => void)([x]);
    return {
      value: tf.matMul(x, w as Tensor),
      gradFunc: (dy: Tensor, saved: Tensor[]) => [tf.matMul(saved[0] as Tensor, dy, true, false)],
    };
  })(kernel);

/** The same of the channels at each position, [trials, channels, positions, rows]. */
function overPositions(x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor {
  const [own = 1, channels = 1, positions = 1, rows = 1] = x.shape;
  const product = kernelProduct(kernel, tf.reshape(x, [own, channels, positions * rows]));
  const y = bias === undefined ? product : tf.add(product, tf.expandDims(bias, 2));
  return tf.reshape(y, [kernel.shape[0] ?? 1, -1, positions, rows]);
}

/** x · kernel + bias: [trials, rows, in] × [trials, in, units] as one batched product. All of a pack have a bias, or none. */
export const dense: PackedLayer<DenseConfig> = {
  bind:
    ({ configs }) =>
    ({ x, parameters }) => {
      const [kernel, bias] = parameters as [Tensor, Tensor?];
      if (x.rank === 4) return { y: overPositions(x, kernel, bias) };
      const shared = x.shape[0] === 1 && configs.length > 1;
      const product = shared ? productOfShared(x, kernel) : tf.matMul(x, kernel);
      return { y: bias === undefined ? product : tf.add(product, tf.expandDims(bias, 1)) };
    },
  noise: noNoise,
  unpack: ({ units, bias = true }) => [tf.layers.dense({ units, useBias: bias })],
};
