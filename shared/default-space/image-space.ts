import { sidesOf, sizeOf } from '../layers.ts';
import type { SearchSpace } from '../search-space.ts';
import { commonSpace, convolutionalSpace } from './convolutional-space.ts';
import type { DataShape } from './data-shape.ts';
import { powersOfTwo } from './powers-of-two.ts';

/** 16 × 16: up to here a first stage of many filters is cheap. */
const smallImage = 256;

/**
 * The space of networks over images, [height, width, channels]: convolutional ones, and fully connected ones over the pixels, which are as
 * good where images are small and lie alike. Why these ranges:
 * - filters: 16–64 of a small image, else 8–24: the first stage sees every position, and is most of the work. Below 2,000 rows 8–32, or
 *   8–24: more overfit.
 * - repeats: up to 3 of small images, else 2: with the stages up to nine or eight convolutions.
 * - shift, mixup: none, or the usual little (Zhang et al. 2018), as trials of one pack see the same images. flip: in colour only; grey
 *   images are often of signs, which mean something else in a mirror.
 */
export function imageSpace(shape: DataShape): SearchSpace {
  const isSmall = sizeOf(sidesOf(shape.input)) <= smallImage;
  const isColour = (shape.input[2] ?? 1) > 2;
  const isLarge = shape.rows >= 2000;
  const sizes = {
    repeats: isSmall && isLarge ? 3 : 2,
    filters: isSmall ? powersOfTwo(isLarge ? 16 : 8, isLarge ? 64 : 32) : [8, 12, 16, 24],
    kernels: [3, 5],
  };
  return {
    family: { type: 'choice', options: ['convolutional', 'fullyConnected'] },
    ...convolutionalSpace(shape.input, sizes),
    shift: { type: 'choice', options: [0, 0.1] },
    mixup: { type: 'choice', options: [0, 0.2] },
    ...(isColour ? { flip: { type: 'choice', options: [false, true] } } : {}),
    ...commonSpace(shape),
  };
}
