import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../../shared/objectives/hypervolume.ts';

/** Points of a multiplicative generator that two languages carry out exactly (Park & Miller's minimal standard). */
function pointsOf(count: number, coordinates: number): number[][] {
  let state = 1;
  return Array.from({ length: count }, () =>
    Array.from({ length: coordinates }, () => {
      state = (state * 16807) % 2147483647;
      return (state % 10000) / 10000;
    }),
  );
}

describe('hypervolume', () => {
  // optuna 5.0.0, optuna._hypervolume.compute_hypervolume, of the same points; those beyond the reference left out for it.
  it.each([
    [2, 1.1, 1.1031156600000003],
    [3, 1.1, 1.0004006929670004],
    [4, 1.1, 0.8356676998365438],
    [5, 1.1, 0.743057110704566],
    [2, 0.8, 0.54364566],
    [3, 0.8, 0.268757158772],
    [4, 0.8, 0.08076605902548245],
    [5, 0.8, 0.07178675202753479],
  ])('is what Optuna says of %i coordinates up to %d', (coordinates, bound, expected) => {
    const reference = Array.from({ length: coordinates }, () => bound);
    expect(hypervolume(pointsOf(40, coordinates), reference)).toBeCloseTo(expected, 12);
  });

  it.each([2, 3, 4, 5])(
    'is the simplex less its steps where n points lie on it evenly, %i coordinates',
    (coordinates) => {
      // Unit boxes below the reference whose corners' sum is at least a bound: counted one by one.
      const side = 4;
      const corners = Array.from({ length: side ** coordinates }, (_, code) =>
        Array.from({ length: coordinates }, (_, at) => Math.floor(code / side ** at) % side),
      );
      const bound = side;
      const on = corners.filter((corner) => corner.reduce((sum, value) => sum + value, 0) === bound);
      const covered = corners.filter((corner) => corner.reduce((sum, value) => sum + value, 0) >= bound);
      const reference = Array.from({ length: coordinates }, () => side);
      expect(hypervolume(on, reference)).toBe(covered.length);
    },
  );

  it('counts dominated and equal points once, and those beyond the reference not at all', () => {
    const front = [
      [1, 3],
      [3, 1],
    ];
    expect(hypervolume(front, [4, 4])).toBe(5);
    expect(hypervolume([...front, ...front, [3, 3], [4, 0], [0, 9], [Number.NaN, 0]], [4, 4])).toBe(5);
    expect(hypervolume([], [4, 4])).toBe(0);
    expect(hypervolume([[2], [3]], [4])).toBe(2);
  });
});
