import type { layers, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { directionsOf, type GruConfig, type LstmConfig, type SimpleRnnConfig } from '../../../shared/layers.ts';
import { kernelProduct } from './kernel-product.ts';
import { noNoise, type PackedLayer, type Place, type TfjsLayer, type Unpacked } from './layer.ts';
import { maskedSteps } from './mask.ts';
import { type Cell, overSteps } from './over-steps.ts';

type Config = LstmConfig | GruConfig | SimpleRnnConfig;

/** Makes the tfjs layer of a kind. */
type Rnn = (options: { units: number; returnSequences: boolean; name: string }) => InstanceType<typeof layers.RNN>;

/** [trials × 2, channels, steps, rows], a trial's directions one after the other, with the steps of each second one turned round. */
function turnSecond(x: Tensor): Tensor {
  const [trials = 1, channels = 1, steps = 1, rows = 1] = x.shape;
  const [first, second] = tf.split(tf.reshape(x, [trials / 2, 2, channels, steps * rows]), 2, 1) as [Tensor, Tensor];
  const turned = tf.reverse(tf.reshape(second, [(trials / 2) * channels, steps, rows]), 1);
  return tf.reshape(tf.concat([first, tf.reshape(turned, first.shape)], 1), x.shape);
}

/**
 * A recurrent layer: one product over all steps for its inputs, then one a step and recurrent kernel. The directions of a bidirectional
 * layer are as twice as many trials.
 */
export function recurrentLayer<C extends Config>(cell: Cell, rnn: Rnn): PackedLayer<C> {
  return {
    bind({ configs, paddedInput }) {
      const config = configs[0] as C;
      const directions = directionsOf(config);
      const { returnSequences: sequences = false } = config;
      const steps = paddedInput[0] ?? 1;
      return ({ x, parameters, mask }) => {
        const [kernel, recurrentKernel, bias] = parameters as [Tensor, Tensor, Tensor];
        const [trials = 1, inputs = 1, , , units = 1] = kernel.shape;
        const rows = x.shape[3] ?? 1;
        const gates = bias.size / (trials * directions * units);
        const product = kernelProduct(
          tf.reshape(kernel, [trials, inputs, -1]),
          tf.reshape(x, [x.shape[0] ?? 1, inputs, steps * rows]),
        );
        const z = tf.reshape(tf.add(product, tf.reshape(bias, [trials, -1, 1])), [
          trials * directions,
          gates * units,
          steps,
          rows,
        ]);
        const y = overSteps(
          directions === 1 ? z : turnSecond(z),
          tf.reshape(recurrentKernel, [trials * directions, units, gates * units]),
          { cell, sequences, masks: mask && masksOf(mask, trials, directions) },
        );
        const states = sequences && directions === 2 ? turnSecond(y) : y;
        // Units of both directions in turn: padding is then behind the last of them.
        const inTurn =
          directions === 1 ? states : tf.transpose(tf.reshape(states, [trials, directions, units, -1]), [0, 2, 1, 3]);
        return {
          y: sequences
            ? tf.reshape(inTurn, [trials, units * directions, steps, rows])
            : tf.transpose(tf.reshape(inTurn, [trials, units * directions, rows]), [0, 2, 1]),
        };
      };
    },
    noise: noNoise,
    unpack: (config) => (place) => unpackRecurrent(config, place, rnn),
  };
}

/** The mask's steps, beside [trials × directions, units, rows]. */
function masksOf(mask: Tensor, trials: number, directions: number): Tensor[] {
  if (directions === 1) return tf.unstack(mask, 2);
  return tf.unstack(turnSecond(tf.tile(mask, [trials * directions, 1, 1, 1])), 2);
}

function unpackRecurrent(config: Config, { x, mask, named, apply }: Place, rnn: Rnn): Unpacked {
  const { units, returnSequences = false } = config;
  const directions = directionsOf(config);
  const weightsOf = ([kernel, recurrentKernel, bias]: readonly Tensor[]): Tensor[] =>
    Array.from({ length: directions }, (_, direction) => [
      tf.reshape(tf.gather(kernel as Tensor, direction, 1), [kernel?.shape[0] ?? 1, -1]),
      tf.reshape(tf.gather(recurrentKernel as Tensor, direction, 0), [units, -1]),
      tf.reshape(tf.gather(bias as Tensor, direction, 0), [-1]),
    ]).flat();
  const steps = mask === undefined ? x : maskedSteps(x, mask, apply);
  if (directions === 1) {
    const layer = rnn({ units, returnSequences, name: named() });
    return { y: apply(layer, steps), weights: (parameters) => [[layer, weightsOf(parameters)]] };
  }
  const layer = tf.layers.bidirectional({
    layer: rnn({ units, returnSequences, name: named() }),
    mergeMode: 'concat',
  });
  const ends: number[] = returnSequences ? [x.shape[1] ?? 1] : [];
  const halves = apply(
    tf.layers.reshape({ targetShape: [...ends, 2, units] }),
    apply(layer, steps, 'directions'),
    'halves',
  );
  const dims = returnSequences ? [1, 3, 2] : [2, 1];
  const turned = apply(tf.layers.permute({ dims }), halves, 'turned');
  return {
    y: apply(tf.layers.reshape({ targetShape: [...ends, 2 * units] }), turned),
    weights: (parameters) => [[layer, weightsOf(parameters)]],
  };
}
