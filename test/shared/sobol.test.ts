import { expect, it } from 'vitest';
import { createRandom } from '../../shared/random.ts';
import { sobolDimensions, sobolPoint } from '../../shared/sobol.ts';

/** scipy 1.17: `qmc.Sobol(64, scramble=False, bits=32).random(12346)[index]`, every ninth dimension, times 2^32. */
const ofScipy: Record<number, number[]> = {
  1: [2147483648, 2147483648, 2147483648, 2147483648, 2147483648, 2147483648, 2147483648, 2147483648],
  2: [3221225472, 3221225472, 3221225472, 3221225472, 1073741824, 1073741824, 1073741824, 3221225472],
  3: [1073741824, 1073741824, 1073741824, 1073741824, 3221225472, 3221225472, 3221225472, 1073741824],
  1000: [943718400, 297795584, 4257218560, 4206886912, 3644850176, 398458880, 541065216, 1916796928],
  12345: [2752774144, 1845231616, 1371799552, 2070151168, 11272192, 2049179648, 3720085504, 1999896576],
};

it.each(Object.entries(ofScipy))('is the sequence of scipy at %s', (index, numbers) => {
  const point = sobolPoint(Number(index), new Uint32Array(sobolDimensions));
  expect(Array.from(numbers, (_, at) => (point[9 * at] ?? Number.NaN) * 2 ** 32)).toEqual(numbers);
});

const shiftOf = (dimensions: number, seed: number): Uint32Array => {
  const random = createRandom(seed);
  return Uint32Array.from({ length: dimensions }, () => random.integer(0, 2 ** 32 - 1));
};

it('has one of 2^k points in each interval of 2^-k, shifted and from a multiple of 2^k on', () => {
  const shift = shiftOf(sobolDimensions, 1);
  const points = Array.from({ length: 256 }, (_, index) => sobolPoint(512 + index, shift));
  for (let dimension = 0; dimension < sobolDimensions; dimension++) {
    expect(new Set(points.map((point) => Math.floor(256 * (point[dimension] ?? 0)))).size).toBe(256);
  }
});

it('begins with the shift', () => {
  const shift = shiftOf(70, 2);
  expect([...sobolPoint(0, shift)]).toEqual([...shift].map((start) => start / 2 ** 32));
});

it('integrates a smooth function of ten dimensions more exactly than independent draws', () => {
  // The integral of the product of 1 + (x - 1/2) / (dimension + 1) is one.
  const valueAt = (point: ArrayLike<number>) =>
    Array.from(point).reduce((product, x, at) => product * (1 + (x - 0.5) / (at + 1)), 1);
  const count = 4096;
  const errorOf = (pointAt: (index: number) => ArrayLike<number>) =>
    Math.abs(
      Array.from({ length: count }, (_, at) => valueAt(pointAt(at))).reduce((sum, value) => sum + value, 0) / count - 1,
    );
  const random = createRandom(3);
  const shift = shiftOf(10, 3);
  expect(errorOf((index) => sobolPoint(index, shift))).toBeLessThan(2e-4);
  expect(errorOf(() => Array.from({ length: 10 }, () => random.next()))).toBeGreaterThan(5e-4);
});

it('is pseudo-random beyond its dimensions: within [0, 1), another on another shift, none twice', () => {
  const places = [4, 5].flatMap((seed) =>
    Array.from(
      { length: 500 },
      (_, index) => sobolPoint(index, shiftOf(sobolDimensions + 1, seed))[sobolDimensions] ?? 1,
    ),
  );
  expect(new Set(places).size).toBe(1000);
  expect(Math.max(...places)).toBeLessThan(1);
  expect(Math.abs(places.reduce((sum, place) => sum + place, 0) / 1000 - 0.5)).toBeLessThan(0.04);
});
