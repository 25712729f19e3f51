import { maximumFront } from '../network/recurrent.ts';
import type { Condition, SearchSpace } from '../search-space.ts';
import type { DataShape } from './data-shape.ts';
import { powersOfTwo } from './powers-of-two.ts';

const recurs: Condition = { family: ['recurrent'] };

/** A recurrence takes its steps one by one: a pack over so many is built in about a second a layer, and a longer one's gradients fade. */
const mostSteps = 64;
/** Fewer are not halved: each says something. */
const fewestHalved = 16;

/** Whether there is an order of steps to read. */
export const hasSteps = ({ input: [steps = 1] }: DataShape): boolean => steps > 1;

/** Convolutions that halve the steps until the recurrence has few enough; and one more where it then has enough left. */
function frontOf(steps: number): { readonly low: number; readonly high: number } {
  const low = Math.min(maximumFront, Math.max(0, Math.ceil(Math.log2(steps / mostSteps))));
  return { low, high: Math.min(maximumFront, steps < fewestHalved ? low : low + 1) };
}

/**
 * Recurrent networks over steps. Why these ranges:
 * - recurrentLayer: those with gates; a simple one forgets within some ten steps (Bengio et al. 1994).
 * - recurrentLayers: 1 or 2; a third hardly helps short sequences, and takes as long as the others.
 * - units: 16–64 below 2,000 rows, else 32–128: the state is all that is known of the steps read.
 * - bidirectional: of classes only. A forecast goes on from the last step.
 * - front: none up to 64 steps, or one; of longer rows as many as leave the recurrence 64 steps or fewer, or one more.
 * - masked: where rows are padded in front, and no front has made one step of several.
 */
export function recurrentSpace({ task, rows, input, isPadded = false }: DataShape): SearchSpace {
  const few = rows < 2000;
  const { low, high } = frontOf(input[0] ?? 1);
  return {
    recurrentLayer: { type: 'choice', options: ['lstm', 'gru'], when: recurs },
    recurrentLayers: { type: 'integer', low: 1, high: 2, when: recurs },
    units: { type: 'ordinal', values: powersOfTwo(few ? 16 : 32, few ? 64 : 128), when: recurs },
    ...(task === 'regression' ? {} : { bidirectional: { type: 'choice', options: [false, true], when: recurs } }),
    front: low === high ? { type: 'constant', value: low, when: recurs } : { type: 'integer', low, high, when: recurs },
    ...(isPadded && low === 0 ? { masked: { type: 'constant', value: true, when: { ...recurs, front: [0] } } } : {}),
  };
}
