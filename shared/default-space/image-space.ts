import { sidesOf, sizeOf } from '../layers.ts';
import type { SearchSpace } from '../search-space.ts';
import { commonSpace, convolutionalSpace } from './convolutional-space.ts';
import type { DataShape } from './data-shape.ts';
import { powersOfTwo } from './powers-of-two.ts';

/** 16 × 16: up to here a first stage of many filters is cheap. */
const smallImage = 256;

/**
 * The space of networks over images, [height, width, channels]. Convolutional ones, and fully connected ones over the pixels, which are as
 * good where images are small and lie alike. Filters: 16–64 in small images, else 8–32, as the first stage is most of the work;
 * below 2,000 rows 8–32. Kernels of 3 and 5 positions: two of 3 see what one of 5 does, and a small network has not two.
 */
export function imageSpace(shape: DataShape): SearchSpace {
  const isSmall = sizeOf(sidesOf(shape.input)) <= smallImage;
  const filters = isSmall && shape.rows >= 2000 ? powersOfTwo(16, 64) : powersOfTwo(8, 32);
  return {
    family: { type: 'choice', options: ['convolutional', 'fullyConnected'] },
    ...convolutionalSpace(shape, { filters, kernels: [3, 5] }),
    ...commonSpace(shape),
  };
}
