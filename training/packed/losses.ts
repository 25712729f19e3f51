import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';

/**
 * A loss over a pack: network outputs [trials, rows, outputs] and targets [1, rows, outputs].
 * `perTrial` is the mean over rows, [trials]; `gradient` that of the sum over trials, in the outputs' shape.
 */
export type PackedLoss = (outputs: Tensor, targets: Tensor) => { readonly perTrial: Tensor; readonly gradient: Tensor };

/**
 * Softmax cross-entropy with one label smoothing a trial, in nats (Szegedy et al. 2016, section 7).
 * `smoothing` is [trials, 1, 1], or undefined where no trial smooths.
 */
export const crossEntropy =
  (smoothing: Tensor | undefined): PackedLoss =>
  (outputs, targets) => {
    const [, rows = 1, classes = 1] = outputs.shape;
    const labels =
      smoothing === undefined ? targets : tf.add(tf.mul(targets, tf.sub(1, smoothing)), tf.mul(smoothing, 1 / classes));
    const shifted = tf.sub(outputs, tf.max(outputs, 2, true));
    const exponentials = tf.exp(shifted);
    const total = tf.sum(exponentials, 2, true);
    const logProbabilities = tf.sub(shifted, tf.log(total));
    return {
      perTrial: tf.mul(tf.sum(tf.mul(labels, logProbabilities), [1, 2]), -1 / rows),
      gradient: tf.mul(tf.sub(tf.div(exponentials, total), labels), 1 / rows),
    };
  };

/** Mean squared error. */
export const squaredError: PackedLoss = (outputs, targets) => {
  const [, rows = 1, columns = 1] = outputs.shape;
  const difference = tf.sub(outputs, targets);
  return {
    perTrial: tf.mul(tf.sum(tf.square(difference), [1, 2]), 1 / (rows * columns)),
    gradient: tf.mul(difference, 2 / (rows * columns)),
  };
};
