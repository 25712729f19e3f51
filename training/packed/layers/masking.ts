import tf from '@tensorflow/tfjs';
import type { MaskingConfig } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** Takes steps of zeros for padding, as Keras's layer of that name does. */
export const masking: PackedLayer<MaskingConfig> = {
  bind:
    () =>
    ({ x }) => ({ y: x, mask: tf.sign(tf.max(tf.abs(x), 1, true)) }),
  noise: noNoise,
  unpack:
    () =>
    ({ x, apply }) => {
      const squares = apply(tf.layers.multiply(), [x, x], 'squares');
      // Any number that a dataset may hold beside 0 is then 1 or more.
      const raised = apply(tf.layers.rescaling({ scale: 1e30 }), squares, 'raised');
      const ones = apply(tf.layers.reLU({ maxValue: 1 }), raised, 'ones');
      const channels = apply(tf.layers.permute({ dims: [2, 1] }), ones, 'channels');
      return { y: x, mask: apply(tf.layers.globalMaxPooling1d(), channels, 'mask'), weights: () => [] };
    },
};
