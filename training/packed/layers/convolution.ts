import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { ConvolutionConfig } from '../../../shared/layers.ts';
import { kernelProduct } from './kernel-product.ts';
import { movesOf, positionsOf, readsOf } from './kernel-reads.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** As patches × matrix: one batched product over the trials, which packs, and trains where tfjs has no gradient of convolutions. */
export const convolution: PackedLayer<ConvolutionConfig> = {
  bind({ configs, paddedInput }) {
    const moves = movesOf(configs[0] as ConvolutionConfig, paddedInput);
    return ({ x, parameters }) => {
      const [kernel, bias] = parameters as [Tensor, Tensor?];
      const reads = readsOf(x, moves);
      const patches = reads.length === 1 ? (reads[0] as Tensor) : tf.concat(reads, 1);
      const [trials, filters] = [kernel.shape[0] ?? 1, kernel.shape.at(-1) ?? 1];
      const matrix = tf.reshape(kernel, [trials, -1, filters]);
      const product = kernelProduct(matrix, patches);
      const y = bias === undefined ? product : tf.add(product, tf.expandDims(bias, 2));
      return { y: tf.reshape(y, [trials, filters, positionsOf(moves), -1]) };
    };
  },
  noise: noNoise,
  unpack({ filters, kernel, stride, bias = true }, input) {
    const options = { filters, kernelSize: kernel, strides: stride, padding: 'same', useBias: bias } as const;
    return [input.length > 2 ? tf.layers.conv2d(options) : tf.layers.conv1d(options)];
  },
};
