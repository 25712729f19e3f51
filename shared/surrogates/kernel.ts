/** Points of a search space as a kernel sees them: places in [0, 1] a parameter, NaN where it is absent. */
export type Point = Float64Array;

/** Of unequal categories, and of a value and none: they lie half a range apart, not further than numbers mostly do. */
const unequal = 0.5 ** 2;

/**
 * Squared difference of two values of a parameter. It is that of points in a Euclidean space, or the kernel would be none: equal distances
 * between categories, and no value half a range beside the middle of the range.
 */
export function squaredDifference(left: number, right: number, isCategory: boolean): number {
  if (left === right) return 0;
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : squaredDifference(right, left, isCategory);
  if (isCategory) return unequal;
  return Number.isNaN(right) ? unequal + (left - 0.5) ** 2 : (left - right) ** 2;
}

const root5 = Math.sqrt(5);

/** The Matérn kernel of smoothness 5/2 at a scaled distance (Rasmussen & Williams 2006, eq. 4.17). */
export const matern = (distance: number): number =>
  (1 + root5 * distance + (5 / 3) * distance * distance) * Math.exp(-root5 * distance);

/** Its derivative by the logarithm of a length, divided by that length's share of the squared distance. */
export const maternSlope = (distance: number): number => (5 / 3) * (1 + root5 * distance) * Math.exp(-root5 * distance);
