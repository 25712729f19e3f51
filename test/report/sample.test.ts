import { describe, expect, it } from 'vitest';
import { quantile, sampleEvenly, scoreRange } from '../../report/sample.ts';

describe('sampleEvenly', () => {
  it('keeps few items as they are, and of many the first, the last and an even choice', () => {
    expect(sampleEvenly([1, 2, 3], 3)).toEqual([1, 2, 3]);
    expect(sampleEvenly([...Array(101).keys()], 5)).toEqual([0, 25, 50, 75, 100]);
  });
});

describe('quantile', () => {
  it.each([
    [0, 1],
    [0.5, 2.5],
    [1, 4],
  ])('at %d of 1 to 4 is %d', (share, value) => {
    expect(quantile([1, 2, 3, 4], share)).toBe(value);
  });
});

describe('scoreRange', () => {
  const scores = Array.from({ length: 100 }, (_item, index) => index / 100);

  it('leaves a diverged candidate out of the scale, on the side that is bad', () => {
    expect(scoreRange([-10_000, ...scores], true)).toEqual([expect.closeTo(-0.13, 1), 0.99]);
    expect(scoreRange([10_000, ...scores], false)).toEqual([0, expect.closeTo(1.12, 1)]);
  });

  it('is all of the scores where none is far off, and stands one score or none', () => {
    expect(scoreRange(scores, true)).toEqual([0, 0.99]);
    expect(scoreRange([0.5], true)).toEqual([0.5, 0.5]);
    expect(scoreRange([], false)).toEqual([0, 1]);
  });
});
