import { expect, it } from 'vitest';
import { keptEpochs, keptScores } from '../../../shared/curves/kept-points.ts';

it('keeps 16 evenly spaced epochs, or all of fewer', () => {
  expect(keptEpochs(4)).toEqual([1, 2, 3, 4]);
  expect(keptEpochs(160)).toEqual(Array.from({ length: 16 }, (_, at) => 10 * (at + 1)));
  expect(keptEpochs(100).at(-1)).toBe(100);
  expect(new Set(keptEpochs(17)).size).toBe(16);
});

it('has the score of the epoch with the lowest loss so far, and the last to the end', () => {
  const curve = { validationLoss: [3, 1, 2, 0.5], validationScore: [0.1, 0.3, 0.9, 0.4] };
  expect(keptScores(curve, 4)).toEqual([0.1, 0.3, 0.3, 0.4]);
  expect(keptScores(curve, 6)).toEqual([0.1, 0.3, 0.3, 0.4, 0.4, 0.4]);
  expect(keptScores({ validationLoss: [1, 1], validationScore: [0.2, 0.7] }, 2)).toEqual([0.2, 0.2]);
});
