import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { type Shape, sidesOf, sizeOf } from '../../../shared/layers.ts';

/*
 * Inside a pack images and series lie as [trials, channels, positions, rows], those of a batch innermost: what moves over positions
 * then copies long runs, a product over channels is one batched product over trials, and nothing is transposed between layers.
 */

export const isImage = (shape: Shape): boolean => shape.length > 1;

/** Positions of an image; a series is an image of height 1. */
export interface Grid {
  readonly height: number;
  readonly width: number;
}

export function gridOf(shape: Shape): Grid {
  const sides = sidesOf(shape);
  return { height: sides.length > 1 ? (sides[0] ?? 1) : 1, width: sides.at(-1) ?? 1 };
}

/** Rows as a dataset holds them, [1, rows, ...shape], as they lie inside a pack. */
export function packImages(x: Tensor, shape: Shape): Tensor {
  const [rows = 1, channels = 1] = [x.shape[1], shape.at(-1)];
  const positions = sizeOf(sidesOf(shape));
  return tf.expandDims(tf.transpose(tf.reshape(x, [rows, positions, channels]), [2, 1, 0]), 0);
}
