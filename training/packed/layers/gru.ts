import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { GruConfig } from '../../../shared/layers.ts';
import { trialProduct } from './kernel-product.ts';
import type { PackedLayer } from './layer.ts';
import { type Cell, sigmoidSlope, tanhSlope } from './over-steps.ts';
import { recurrentLayer } from './recurrent.ts';

/** Gates: update and reset, which read the state; candidate, which reads what the reset gate lets through. */
const cell: Cell = {
  states: 1,
  gates: [2, 1],
  forward(z, states, kernels) {
    const state = states[0] as Tensor;
    const [forGates, forCandidate] = kernels as [Tensor, Tensor];
    const units = state.shape[1] ?? 1;
    const [zGates, zCandidate] = tf.split(z, [2 * units, units], 1) as [Tensor, Tensor];
    const gates = tf.sigmoid(tf.add(zGates, trialProduct(forGates, state, false, false)));
    const [update, reset] = tf.split(gates, 2, 1) as [Tensor, Tensor];
    const through = tf.mul(reset, state);
    const candidate = tf.tanh(tf.add(zCandidate, trialProduct(forCandidate, through, false, false)));
    const next = tf.add(candidate, tf.mul(update, tf.sub(state, candidate)));
    return { next: [next], read: [state, through], saved: [update, reset, candidate] };
  },
  backward(dNext, saved, states, kernels) {
    const [dOutput, state] = [dNext[0] as Tensor, states[0] as Tensor];
    const [update, reset, candidate] = saved as [Tensor, Tensor, Tensor];
    const [forGates, forCandidate] = kernels as [Tensor, Tensor];
    const dHeld = tf.mul(dOutput, update);
    const dzCandidate = tf.mul(tf.sub(dOutput, dHeld), tanhSlope(candidate));
    const dThrough = trialProduct(forCandidate, dzCandidate, false, false);
    const dzGates = tf.concat(
      [
        tf.mul(tf.mul(dOutput, tf.sub(state, candidate)), sigmoidSlope(update)),
        tf.mul(tf.mul(dThrough, state), sigmoidSlope(reset)),
      ],
      1,
    );
    const dState = tf.add(tf.add(dHeld, tf.mul(dThrough, reset)), trialProduct(forGates, dzGates, false, false));
    return { dz: tf.concat([dzGates, dzCandidate], 1), dStates: [dState] };
  },
};

/** Cho et al. 2014: the reset gate acts before the recurrent product, as in the paper and in tfjs. */
export const gru: PackedLayer<GruConfig> = recurrentLayer(cell, (options) =>
  tf.layers.gru({ ...options, recurrentActivation: 'sigmoid' }),
);
