import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { LstmConfig } from '../../../shared/layers.ts';
import { trialProduct } from './kernel-product.ts';
import type { PackedLayer } from './layer.ts';
import { type Cell, sigmoidSlope, tanhSlope } from './over-steps.ts';
import { recurrentLayer } from './recurrent.ts';

type Four = [Tensor, Tensor, Tensor, Tensor];

/** Gates: input, forget, cell, output. */
const cell: Cell = {
  states: 2,
  gates: [4],
  forward(z, states, kernels) {
    const [output, memory] = states as [Tensor, Tensor];
    const gates = tf.add(z, trialProduct(kernels[0] as Tensor, output, false, false));
    const [zInput, zForget, zCell, zOutput] = tf.split(gates, 4, 1) as Four;
    const [input, forget, open] = [tf.sigmoid(zInput), tf.sigmoid(zForget), tf.sigmoid(zOutput)];
    const candidate = tf.tanh(zCell);
    const next = tf.add(tf.mul(forget, memory), tf.mul(input, candidate));
    const seen = tf.tanh(next);
    return { next: [tf.mul(open, seen), next], read: [output], saved: [input, forget, candidate, open, seen] };
  },
  backward(dNext, saved, states, kernels) {
    const [dOutput, dMemoryNext] = dNext as [Tensor, Tensor];
    const [input, forget, candidate, open, seen] = saved as [Tensor, ...Four];
    const dMemory = tf.add(dMemoryNext, tf.mul(tf.mul(dOutput, open), tanhSlope(seen)));
    const dz = tf.concat(
      [
        tf.mul(tf.mul(dMemory, candidate), sigmoidSlope(input)),
        tf.mul(tf.mul(dMemory, states[1] as Tensor), sigmoidSlope(forget)),
        tf.mul(tf.mul(dMemory, input), tanhSlope(candidate)),
        tf.mul(tf.mul(dOutput, seen), sigmoidSlope(open)),
      ],
      1,
    );
    return { dz, dStates: [trialProduct(kernels[0] as Tensor, dz, false, false), tf.mul(dMemory, forget)] };
  },
};

/** Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000. */
export const lstm: PackedLayer<LstmConfig> = recurrentLayer(cell, (options) =>
  tf.layers.lstm({ ...options, recurrentActivation: 'sigmoid' }),
);
