import { expect, it } from 'vitest';
import { chooseWindow, findWindows } from '../../../data/series/windows.ts';

it.each([
  // Twice the horizon.
  [{ horizon: 7 }, { trainingRows: 600 }, 14],
  // At least 8, and at most 512.
  [{ horizon: 1 }, { trainingRows: 600 }, 8],
  [{ horizon: 300 }, { trainingRows: 6000 }, 512],
  // No more than a third of the training rows.
  [{ horizon: 7 }, { trainingRows: 30 }, 10],
  // A whole season, however long.
  [{ horizon: 7 }, { trainingRows: 30, season: 12 }, 12],
  [{ horizon: 7, window: 5 }, { trainingRows: 600, season: 12 }, 5],
])('a window for %j of %j is %i', (series, data, window) => {
  expect(chooseWindow(series, data)).toBe(window);
});

it('windows lie in one series, and no answer is missing', () => {
  const ordered = { rows: Int32Array.from({ length: 12 }, (_, row) => row), starts: [0, 7, 12] };
  const targets = Float64Array.of(0, 1, 2, 3, NaN, 5, 6, 7, 8, 9, 10, 11);
  // Answers of two rows: 2 and 3; 5 and 6; then of the second series, 9 and 10; 10 and 11.
  expect([...findWindows(ordered, targets, { window: 2, horizon: 2 })]).toEqual([2, 5, 9, 10]);
});
