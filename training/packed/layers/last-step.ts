import tf from '@tensorflow/tfjs';
import type { LastStepConfig } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** [trials, channels, steps, rows] → [trials, rows, channels]. */
export const lastStep: PackedLayer<LastStepConfig> = {
  bind:
    () =>
    ({ x }) => {
      const [trials = 1, channels = 1, steps = 1, rows = 1] = x.shape;
      const last = tf.slice(x, [0, 0, steps - 1, 0], [trials, channels, 1, rows]);
      return { y: tf.transpose(tf.reshape(last, [trials, channels, rows]), [0, 2, 1]) };
    },
  noise: noNoise,
  unpack: (_config, [steps = 1, channels = 1]) => [
    tf.layers.reshape({ targetShape: [steps, 1, channels] }),
    tf.layers.cropping2D({
      cropping: [
        [steps - 1, 0],
        [0, 0],
      ],
    }),
    tf.layers.flatten(),
  ],
};
