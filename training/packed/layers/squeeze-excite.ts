import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { layerParameters, type SqueezeExciteConfig } from '../../../shared/layers.ts';
import { meanInModel, meanOf } from './global-pooling.ts';
import { kernelProduct } from './kernel-product.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** Hu et al. 2018. Padded channels are zeros, of which the means and what they are weighed to are zeros again. */
export const squeezeExcite: PackedLayer<SqueezeExciteConfig> = {
  bind:
    () =>
    ({ x, mask, parameters }) => {
      const [squeeze, squeezeBias, excite, exciteBias] = parameters as [Tensor, Tensor, Tensor, Tensor];
      const units = tf.relu(tf.add(kernelProduct(squeeze, meanOf(x, mask)), tf.expandDims(squeezeBias, 2)));
      const weights = tf.sigmoid(tf.add(kernelProduct(excite, units), tf.expandDims(exciteBias, 2)));
      return { y: tf.mul(x, tf.expandDims(weights, 2)) };
    },
  noise: noNoise,
  unpack: (config, input) => (place) => {
    const { x, apply } = place;
    const channels = input.at(-1) ?? 1;
    const units = layerParameters(config, input)[0]?.shape[1] ?? 1;
    const squeeze = tf.layers.dense({ units, activation: 'relu' });
    const excite = tf.layers.dense({ units: channels, activation: 'sigmoid' });
    const weights = apply(excite, apply(squeeze, meanInModel(place, input, 'means'), 'squeeze'), 'excite');
    const targetShape = [...input.slice(0, -1).map(() => 1), channels];
    const beside = apply(tf.layers.reshape({ targetShape }), weights, 'weights');
    return {
      y: apply(tf.layers.multiply(), [x, beside]),
      weights: (parameters) => [
        [squeeze, parameters.slice(0, 2)],
        [excite, parameters.slice(2)],
      ],
    };
  },
};
