import type { SearchSpace } from '../search-space.ts';
import { commonSpace, convolutionalSpace } from './convolutional-space.ts';
import type { DataShape } from './data-shape.ts';
import { powersOfTwo } from './powers-of-two.ts';

/**
 * The space of networks over series, [steps, channels]: convolutional ones over the steps, and fully connected ones, which read each step
 * as a column of its own, as good where a step means the same in every row. A kernel of up to 7 steps costs little: they lie along one side.
 */
export const seriesSpace = (shape: DataShape): SearchSpace => ({
  family: { type: 'choice', options: ['convolutional', 'fullyConnected'] },
  ...convolutionalSpace(shape, { filters: powersOfTwo(8, shape.rows < 2000 ? 32 : 64), kernels: [3, 5, 7] }),
  ...commonSpace(shape),
});
