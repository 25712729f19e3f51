import tf from '@tensorflow/tfjs';
import type { FlattenConfig } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** [trials, channels, positions, rows] → [trials, rows, channels × positions]. */
export const flatten: PackedLayer<FlattenConfig> = {
  bind:
    () =>
    ({ x }) => {
      const [trials = 1, channels = 1, positions = 1, rows = 1] = x.shape;
      return { y: tf.transpose(tf.reshape(x, [trials, channels * positions, rows]), [0, 2, 1]) };
    },
  noise: noNoise,
  // Channels first, which tfjs has last.
  unpack: (_config, input) => [
    tf.layers.permute({ dims: [input.length, ...Array.from({ length: input.length - 1 }, (_, side) => side + 1)] }),
    tf.layers.flatten(),
  ],
};
