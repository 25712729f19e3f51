import { expect, it } from 'vitest';
import { minimise } from '../../shared/minimise.ts';

it('finds the minimum of a badly conditioned quadratic', () => {
  const scales = [1, 10, 100, 1000];
  const point = minimise(
    (at, gradient) =>
      scales.reduce((value, scale, index) => {
        const error = (at[index] ?? 0) - index;
        gradient[index] = scale * error;
        return value + (scale * error ** 2) / 2;
      }, 0),
    new Float64Array(4),
    { iterations: 200, tolerance: 1e-9 },
  );
  point.forEach((value, index) => expect(value).toBeCloseTo(index, 8));
});

it('ends at once where there is nothing to gain', () => {
  let calls = 0;
  const start = Float64Array.of(3);
  const flat = (_point: Float64Array, gradient: Float64Array): number => {
    calls++;
    gradient.fill(0);
    return 1;
  };
  expect(minimise(flat, start, { iterations: 10, tolerance: 0 })).toEqual(start);
  expect(calls).toBe(1);
});
