import { feedForwards, headCounts } from '../network/attention.ts';
import type { Condition, SearchSpace } from '../search-space.ts';
import type { DataShape } from './data-shape.ts';
import { powersOfTwo } from './powers-of-two.ts';

const attends: Condition = { family: ['attention'] };

/** Each step looks at each: of more it would be most of the work. */
const mostSteps = 128;

/** Whether there are steps to look at each other, and few enough. */
export const canAttend = ({ input: [steps = 1] }: DataShape): boolean => steps > 1 && steps <= mostSteps;

/**
 * Transformer encoders over steps. Why these ranges:
 * - blocks: 1 or 2 below 2,000 rows, else up to 3: without pre-training more only overfit.
 * - modelWidth: 16–32 below 2,000 rows, else 16–64; heads are then of 4 numbers at least.
 * - feedForward: up to 4 times as wide, as in the paper.
 */
export function attentionSpace({ rows }: DataShape): SearchSpace {
  const few = rows < 2000;
  return {
    blocks: { type: 'integer', low: 1, high: few ? 2 : 3, when: attends },
    modelWidth: { type: 'ordinal', values: powersOfTwo(16, few ? 32 : 64), when: attends },
    heads: { type: 'ordinal', values: [...headCounts], when: attends },
    feedForward: { type: 'ordinal', values: [...feedForwards], when: attends },
  };
}
