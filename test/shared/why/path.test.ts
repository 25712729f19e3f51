import { expect, it } from 'vitest';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { winnerPath } from '../../../shared/why/path.ts';
import { observed } from './history.ts';

const space: SearchSpace = { width: { type: 'integer', low: 1, high: 100 } };
const by = { space, maximise: true };

/** Each made from the one before, a unit wider and a hundredth better. */
const line = (length: number) =>
  Array.from({ length }, (_, index) =>
    observed(`${index}`, {
      candidate: { width: index + 1 },
      score: index / 100,
      origin: index === 0 ? { strategy: 'random' } : { strategy: 'greedy', why: 'widen', parent: `${index - 1}` },
    }),
  );

it('goes from the start to the winner', () => {
  expect(winnerPath(line(5), '2', by)).toEqual({
    omitted: 0,
    steps: [
      { candidateId: '0', strategy: 'random', why: undefined, score: 0 },
      { candidateId: '1', strategy: 'greedy', why: 'widening the layers from 1 to 2 gained 0.01', score: 0.01 },
      { candidateId: '2', strategy: 'greedy', why: 'widening the layers from 2 to 3 gained 0.01', score: 0.02 },
    ],
  });
});

it('keeps the start and the last steps of a long one', () => {
  const path = winnerPath(line(50), '49', by);
  expect(path?.omitted).toBe(20);
  expect(path?.steps.map(({ candidateId }) => Number(candidateId))).toEqual([
    0,
    ...Array.from({ length: 29 }, (_, index) => 21 + index),
  ]);
});

it('is none of a candidate that was not observed', () => {
  expect(winnerPath(line(2), 'gone', by)).toBeUndefined();
});
