import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Leaf } from './layout.ts';

const stack = (parts: Tensor[], axis: number): Tensor =>
  parts.length === 1 ? (parts[0] as Tensor) : tf.concat(parts, axis);

/** A leaf out of its band's [trials, columns], as [count, ...shape]. */
export function cutLeaf(band: Tensor, { first, count, offset, size, shape }: Leaf): Tensor {
  const whole = first === 0 && offset === 0 && count === band.shape[0] && size === band.shape[1];
  return tf.reshape(whole ? band : tf.slice(band, [first, offset], [count, size]), [count, ...shape]);
}

/** Leaves back into their band's [trials, columns]; where no leaf is, 0. Leaves may share columns or rows, but no number. */
export function joinLeaves(
  leaves: readonly Leaf[],
  valueOf: (leaf: Leaf) => Tensor,
  trials: number,
  columns: number,
): Tensor {
  const flat = (leaf: Leaf): Tensor => tf.reshape(valueOf(leaf), [leaf.count, leaf.size]);
  if (leaves.every(({ offset }) => offset === 0)) {
    // One below the other.
    const rows = leaves.map((leaf) => {
      const missing = columns - leaf.size;
      return missing > 0 ? stack([flat(leaf), tf.zeros([leaf.count, missing])], 1) : flat(leaf);
    });
    return stack(rows, 0);
  }
  return stack(
    leaves.map((leaf) => {
      const { first, count, size } = leaf;
      const rest = trials - first - count;
      const rows = [flat(leaf)];
      if (first > 0) rows.unshift(tf.zeros([first, size]));
      if (rest > 0) rows.push(tf.zeros([rest, size]));
      return stack(rows, 0);
    }),
    1,
  );
}
