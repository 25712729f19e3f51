import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../shared/random.ts';
import { usualPopulation } from '../../../../shared/strategies/cmaes/constants.ts';
import { gaussianAt, sampleUnits, updated, widest } from '../../../../shared/strategies/cmaes/gaussian.ts';

const sphere = (x: readonly number[]) => x.reduce((sum, value) => sum + (value - 1) ** 2, 0);
const ellipsoid = (x: readonly number[]) =>
  x.reduce((sum, value, i) => sum + 10 ** ((6 * i) / (x.length - 1)) * (value - 1) ** 2, 0);
const rosenbrock = (x: readonly number[]) =>
  x.slice(1).reduce((sum, value, i) => sum + 100 * (value - (x[i] ?? 0) ** 2) ** 2 + (1 - (x[i] ?? 0)) ** 2, 0);

/** Evaluations until the function, over [-5, 5] in each coordinate, is below 1e-6. */
function evaluations(f: (x: readonly number[]) => number, size: number, seed: number): number {
  const random = createRandom(seed);
  let gaussian = gaussianAt(new Float64Array(size).fill(0.5));
  let count = 0;
  while (count < 20_000) {
    const samples: { units: Float64Array; scored: boolean; value: number }[] = [];
    for (let sample = 0; sample < usualPopulation(size); sample++) {
      const units = sampleUnits(gaussian, random);
      const value = f([...units].map((unit) => 10 * unit - 5));
      count++;
      if (value < 1e-6) return count;
      samples.push({ units, scored: true, value });
    }
    gaussian = updated(
      gaussian,
      samples.sort((left, right) => left.value - right.value),
    );
  }
  return Number.POSITIVE_INFINITY;
}

/*
 * Medians over 15 seeds of the PyPI packages cmaes 0.13.1 and cma 4.5.0 with the same start (0.5), step (0.25), bounds ([0, 1]),
 * populations and goal.
 */
describe.each([
  ['sphere', sphere, { 5: [542, 511], 10: [1132, 1151] }],
  ['ellipsoid', ellipsoid, { 5: [1349, 1315], 10: [3751, 3708] }],
  ['rosenbrock', rosenbrock, { 5: [1716, 1622], 10: [5213, 4917] }],
] as const)('on the %s', (_, f, peers) => {
  it.each([5, 10] as const)('takes as many evaluations as the packages do, in %i dimensions', (size) => {
    const counts = Array.from({ length: 9 }, (_, seed) => evaluations(f, size, seed)).sort((a, b) => a - b);
    const median = counts[4] ?? Number.NaN;
    expect(median).toBeGreaterThan(0.8 * Math.min(...peers[size]));
    expect(median).toBeLessThan(1.2 * Math.max(...peers[size]));
  });
});

it('learns nothing about a coordinate that no sample has, nor its covariance with others', () => {
  const random = createRandom(1);
  const before = gaussianAt(new Float64Array(3).fill(0.5));
  const samples = Array.from({ length: 8 }, () => {
    const units = sampleUnits(before, random);
    units[1] = Number.NaN;
    return { units, scored: true };
  });
  const { mean, covariance } = updated(before, samples);
  expect(mean[1]).toBe(0.5);
  expect(mean[0]).not.toBe(0.5);
  expect([covariance[1], covariance[3], covariance[5], covariance[7]]).toEqual([0, 0, 0, 0]);
  // Only the path, which is 0 there, makes it a little smaller.
  expect(covariance[4]).toBeGreaterThan(0.85);
});

it('does not move its mean to what has no score, and keeps to [0, 1]', () => {
  const before = gaussianAt(Float64Array.of(0.2, 0.8));
  const failed = Array.from({ length: 6 }, () => ({ units: Float64Array.of(1, 0), scored: false }));
  expect([...updated(before, failed).mean]).toEqual([0.2, 0.8]);
  const random = createRandom(2);
  for (let draw = 0; draw < 200; draw++) {
    for (const unit of sampleUnits(gaussianAt(Float64Array.of(0, 1)), random)) {
      expect(unit).toBeGreaterThanOrEqual(0);
      expect(unit).toBeLessThanOrEqual(1);
    }
  }
  expect(widest(before)).toBe(0.25);
});
