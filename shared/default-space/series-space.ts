import type { SearchSpace } from '../search-space.ts';
import { commonSpace, convolutionalSpace } from './convolutional-space.ts';
import type { DataShape } from './data-shape.ts';
import { powersOfTwo } from './powers-of-two.ts';
import { hasSteps, recurrentSpace } from './recurrent-space.ts';

/**
 * The space of networks over series, sequences and text, [steps, channels]: convolutional ones over the steps; recurrent ones, which read
 * them in order, where there are several; and fully connected ones, which read each step as a column of its own, as good where a step means
 * the same in every row. Up to 64 filters and kernels of 7 steps: they lie along one side and cost little; below 2,000 rows up to 32, and fewer
 * convolutions a stage. Of text an embedding of 8 to 64 numbers for each token, below 2,000 rows up to 32.
 */
export function seriesSpace(shape: DataShape): SearchSpace {
  const few = shape.rows < 2000;
  const sizes = { repeats: few ? 2 : 3, filters: powersOfTwo(8, few ? 32 : 64), kernels: [3, 5, 7] };
  const recurs = hasSteps(shape);
  return {
    family: { type: 'choice', options: ['convolutional', ...(recurs ? ['recurrent'] : []), 'fullyConnected'] },
    ...(shape.vocabulary === undefined
      ? {}
      : { embedding: { type: 'ordinal', values: powersOfTwo(8, few ? 32 : 64) } }),
    ...convolutionalSpace(shape.input, sizes),
    ...(recurs ? recurrentSpace(shape) : {}),
    ...commonSpace(shape),
  };
}
