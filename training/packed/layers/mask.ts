import type { SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Place } from './layer.ts';

/** Far enough below 0 that softmax gives nothing to it. */
const hidden = -1e4;

/** 0 for real steps, and for padded ones what softmax gives nothing to; where all of a row's are padded, it gives to all alike. */
export const hiddenSteps = (mask: Tensor): Tensor => tf.mul(tf.sub(1, mask), hidden);
/** The same of a tfjs model's mask. */
export const hiddenStepsOf = (mask: SymbolicTensor, apply: Place['apply']): SymbolicTensor =>
  apply(tf.layers.rescaling({ scale: -hidden, offset: hidden }), mask, 'hidden');

/** A tfjs model's mask beside the steps' channels: [rows, steps, 1]. */
export const stepColumn = (mask: SymbolicTensor, apply: Place['apply']): SymbolicTensor =>
  apply(tf.layers.reshape({ targetShape: [mask.shape[1] ?? 1, 1] }), mask, 'column');

/** Makes tfjs take the mask: its masking layer takes steps of zeros for padded, and no others are left to be that. */
export function maskedSteps(x: SymbolicTensor, mask: SymbolicTensor, apply: Place['apply']): SymbolicTensor {
  // Too little to change a number that is not 0.
  const raised = apply(tf.layers.rescaling({ scale: 1, offset: 1e-30 }), x, 'raised');
  const real = apply(tf.layers.multiply(), [raised, stepColumn(mask, apply)], 'real');
  return apply(tf.layers.masking({ maskValue: 0 }), real, 'masked');
}
