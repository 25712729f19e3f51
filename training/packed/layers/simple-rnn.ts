import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { SimpleRnnConfig } from '../../../shared/layers.ts';
import { trialProduct } from './kernel-product.ts';
import type { PackedLayer } from './layer.ts';
import { type Cell, tanhSlope } from './over-steps.ts';
import { recurrentLayer } from './recurrent.ts';

const cell: Cell = {
  states: 1,
  gates: [1],
  forward(z, states, kernels) {
    const state = states[0] as Tensor;
    const next = tf.tanh(tf.add(z, trialProduct(kernels[0] as Tensor, state, false, false)));
    return { next: [next], read: [state], saved: [next] };
  },
  backward(dNext, saved, _states, kernels) {
    const dz = tf.mul(dNext[0] as Tensor, tanhSlope(saved[0] as Tensor));
    return { dz, dStates: [trialProduct(kernels[0] as Tensor, dz, false, false)] };
  },
};

/** Elman 1990, with tanh. */
export const simpleRnn: PackedLayer<SimpleRnnConfig> = recurrentLayer(cell, tf.layers.simpleRNN);
