import type { layers, Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { directionsOf, type GruConfig, type LstmConfig, type SimpleRnnConfig } from '../../../shared/layers.ts';
import { noNoise, type PackedLayer, type Place, type Unpacked } from './layer.ts';
import { maskedSteps } from './mask.ts';
import { type Cell, overSteps } from './over-steps.ts';

type Config = LstmConfig | GruConfig | SimpleRnnConfig;

/** Makes the tfjs layer of a kind. */
type Rnn = (options: {
  units: number;
  returnSequences: boolean;
  recurrentInitializer: 'zeros';
  name: string;
}) => InstanceType<typeof layers.RNN>;

/** A layer that reads the steps one after the other, with a cell of its own in each direction. */
export function recurrentLayer<C extends Config>(cell: Cell, rnn: Rnn): PackedLayer<C> {
  return {
    bind({ configs }) {
      const config = configs[0] as C;
      const directions = directionsOf(config);
      const { returnSequences: sequences = false } = config;
      return ({ x, parameters, mask }) => {
        const [kernel, recurrentKernel, bias] = parameters as [Tensor, Tensor, Tensor];
        const [trials = 1, inputs = 1, , , units = 1] = kernel.shape;
        const [own = 1, , steps = 1, rows = 1] = x.shape;
        // The bias is the kernel of one more input, which is 1 at every step: it then takes no operations of its own.
        const withOnes = tf.concat([x, tf.fill([own, 1, steps, rows], 1)], 1);
        const kernels = tf.concat([tf.reshape(kernel, [trials, inputs, -1]), tf.reshape(bias, [trials, 1, -1])], 1);
        const recurrentKernels = tf.reshape(recurrentKernel, [trials, directions * units, -1]);
        const part = (tensor: Tensor, axis: number): Tensor[] =>
          directions === 1 ? [tensor] : tf.split(tensor, directions, axis);
        const recurrent = part(recurrentKernels, 1);
        const masks = mask && tf.unstack(mask, 2);
        const states = part(kernels, 2).map((forInputs, direction) =>
          overSteps(withOnes, forInputs, recurrent[direction] as Tensor, {
            cell,
            backwards: direction === 1,
            sequences,
            masks,
          }),
        );
        // Units of both directions in turn: padding is then behind the last of them.
        const inTurn = states.length === 1 ? (states[0] as Tensor) : tf.stack(states, 2);
        const channels = directions * units;
        return {
          y: sequences
            ? tf.reshape(inTurn, [trials, channels, steps, rows])
            : tf.transpose(tf.reshape(inTurn, [trials, channels, rows]), [0, 2, 1]),
        };
      };
    },
    noise: noNoise,
    unpack: (config) => (place) => unpackRecurrent(config, place, rnn),
  };
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
    const layer = rnn({ units, returnSequences, recurrentInitializer: 'zeros', name: named() });
    return { y: apply(layer, steps), weights: (parameters) => [[layer, weightsOf(parameters)]] };
  }
  const layer = tf.layers.bidirectional({
    layer: rnn({ units, returnSequences, recurrentInitializer: 'zeros', name: named() }),
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
