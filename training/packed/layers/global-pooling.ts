import tf from '@tensorflow/tfjs';
import type { GlobalPoolingConfig } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** Lin et al. 2014, Network in network: each channel's mean over the positions. */
export const globalPooling: PackedLayer<GlobalPoolingConfig> = {
  bind:
    () =>
    ({ x }) => ({ y: tf.transpose(tf.mean(x, 2), [0, 2, 1]) }),
  noise: noNoise,
  unpack: (_config, input) => [
    input.length > 2 ? tf.layers.globalAveragePooling2d({}) : tf.layers.globalAveragePooling1d(),
  ],
};
