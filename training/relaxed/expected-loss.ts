import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { PackedLoss } from '../packed/losses.ts';
import type { Factors } from './factors.ts';
import type { Shares } from './supernet.ts';

/** A loss a trial, [trials], with its closed-form gradient. */
const lossOf = (loss: PackedLoss, targets: Tensor) =>
  tf.customGrad((outputs, save) => {
    const { perTrial, gradient } = loss(outputs as Tensor, targets);
    (save as (tensors: Tensor[]) => void)([gradient]);
    return {
      value: perTrial,
      gradFunc: (dy: Tensor, saved: Tensor[]) => [tf.mul(tf.reshape(dy, [-1, 1, 1]), saved[0] as Tensor)],
    };
  });

/** The mean over exits of their losses in the depth's shares, [trials]: each exit learns to do without the others. */
export function expectedLoss(
  exits: readonly Tensor[],
  { loss, targets, depth, shares }: { loss: PackedLoss; targets: Tensor; depth: Factors['depth']; shares: Shares },
): Tensor {
  const losses = exits.map((outputs) => tf.expandDims(lossOf(loss, targets)(outputs), 1));
  const weights = shares(depth);
  if (weights === undefined) return tf.squeeze(losses[0] as Tensor, [1]);
  return tf.sum(tf.mul(tf.concat(losses, 1), weights), 1);
}
