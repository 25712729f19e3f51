import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { EmbeddingConfig } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** The tokens' vectors, [trials, channels, tokens], of [trials, vocabulary, channels]. The gradient adds up those of equal tokens. */
function vectorsOf(tokens: Tensor, vectors: Tensor): Tensor {
  const [trials = 1, vocabulary = 1, channels = 1] = vectors.shape;
  return tf.customGrad((table, save) => {
    (save as (tensors: Tensor[]) => void)([tf.expandDims(tokens, 1)]);
    return {
      value: tf.transpose(tf.gather(table as Tensor, tokens as tf.Tensor1D, 1), [0, 2, 1]),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const byToken = tf.reshape(tf.transpose(dy, [2, 0, 1]), [tokens.size, trials * channels]);
        const sums = tf.scatterND(saved[0] as Tensor, byToken, [vocabulary, trials * channels]);
        return [tf.transpose(tf.reshape(sums, [vocabulary, trials, channels]), [1, 0, 2])];
      },
    };
  })(vectors);
}

/** Bengio et al. 2003: a vector for each token, read from a table. */
export const embedding: PackedLayer<EmbeddingConfig> = {
  bind:
    () =>
    ({ x, parameters }) => {
      const [vectors] = parameters as [Tensor];
      // [1, rows, steps], or [1, 1, steps, rows].
      const steps = x.rank === 3 ? tf.transpose(x, [0, 2, 1]) : x;
      const [positions, rows] = steps.shape.slice(-2) as [number, number];
      const tokens = tf.cast(tf.reshape(steps, [positions * rows]), 'int32');
      const y = vectorsOf(tokens, vectors);
      return {
        y: tf.reshape(y, [y.shape[0] ?? 1, y.shape[1] ?? 1, positions, rows]),
        mask: tf.reshape(tf.sign(steps), [1, 1, positions, rows]),
      };
    },
  noise: noNoise,
  unpack:
    ({ vocabulary, units }, input) =>
    ({ x, apply }) => {
      const layer = tf.layers.embedding({
        inputDim: vocabulary,
        outputDim: units,
        embeddingsInitializer: 'zeros',
      });
      const tokens = input.length === 1 ? x : apply(tf.layers.flatten(), x, 'tokens');
      return {
        y: apply(layer, tokens),
        mask: apply(tf.layers.reLU({ maxValue: 1 }), tokens, 'mask'),
        weights: (parameters) => [[layer, parameters]],
      };
    },
};
