import tf from '@tensorflow/tfjs';
import type { PositionalEncodingConfig, Shape } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** Of one number: sines at even channels, cosines at odd ones, a pair a frequency, from a period of 2π steps to one of 10,000 × 2π. */
function encodingAt(step: number, channel: number, channels: number): number {
  const angle = step / 10_000 ** ((channel - (channel % 2)) / channels);
  return channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
}

/** Vaswani et al. 2017, of a trial's own channels; padding gets 0. */
export const positionalEncoding: PackedLayer<PositionalEncodingConfig> = {
  bind({ inputs, paddedInput }, keep) {
    const [steps = 1, channels = 1] = paddedInput;
    const table = new Float32Array(inputs.length * channels * steps);
    for (const [trial, [, own = 1]] of inputs.entries()) {
      for (let channel = 0; channel < own; channel++) {
        for (let step = 0; step < steps; step++)
          table[(trial * channels + channel) * steps + step] = encodingAt(step, channel, own);
      }
    }
    const encoding = keep(tf.tensor(table, [inputs.length, channels, steps, 1]));
    return ({ x }) => ({ y: tf.add(x, encoding) });
  },
  noise: noNoise,
  /** tfjs has no layer that adds constants but one: a normalisation by a mean of 0 and a variance of 1, with a shift. */
  unpack:
    (_config, input) =>
    ({ x, apply }) => {
      const numbers = apply(tf.layers.flatten(), x, 'numbers');
      const layer = tf.layers.batchNormalization({ scale: false, epsilon: 0, trainable: false });
      const shifted = apply(layer, numbers, 'table');
      return {
        y: apply(tf.layers.reshape({ targetShape: [...input] }), shifted),
        weights: () => [[layer, tableOf(input)]],
      };
    },
};

/** Shift, mean and variance of the normalisation. */
function tableOf([steps = 1, channels = 1]: Shape) {
  const numbers = steps * channels;
  const shift = Array.from({ length: numbers }, (_, at) =>
    encodingAt(Math.floor(at / channels), at % channels, channels),
  );
  return [tf.tensor1d(shift), tf.zeros([numbers]), tf.ones([numbers])];
}
