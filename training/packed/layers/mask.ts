import type { SymbolicTensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Place } from './layer.ts';

/** Makes tfjs take the mask: its masking layer takes steps of zeros for padded, and no others are left to be that. */
export function maskedSteps(x: SymbolicTensor, mask: SymbolicTensor, apply: Place['apply']): SymbolicTensor {
  // Too little to change a number that is not 0.
  const raised = apply(tf.layers.rescaling({ scale: 1, offset: 1e-30 }), x, 'raised');
  const column = apply(tf.layers.reshape({ targetShape: [x.shape[1] ?? 1, 1] }), mask, 'column');
  return apply(tf.layers.masking({ maskValue: 0 }), apply(tf.layers.multiply(), [raised, column], 'real'), 'masked');
}
