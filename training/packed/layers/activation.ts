import tf from '@tensorflow/tfjs';
import type { ActivationConfig } from '../../../shared/layers.ts';
import { packedActivation } from '../activations.ts';
import { columnMask, noNoise, type PackedLayer } from './layer.ts';

/** One activation function a trial. */
export const activation: PackedLayer<ActivationConfig> = {
  bind(pack, keep) {
    const apply = packedActivation(
      pack.configs.map((config) => config.activation),
      columnMask(pack, keep),
    );
    return ({ x }) => ({ y: apply(x) });
  },
  noise: noNoise,
  unpack: (config) => [tf.layers.activation({ activation: config.activation })],
};
