import { expect, it } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { eigen } from '../../../shared/strategies/cmaes/eigen.ts';
import { cholesky, invert, solveLower, solveUpper } from '../../../shared/surrogates/cholesky.ts';
import { fitHyperparameters, posteriorOf } from '../../../shared/surrogates/gaussian-process.ts';
import { matern, squaredDifference } from '../../../shared/surrogates/kernel.ts';

const points = [0.1, 0.4, 0.8].map((place) => Float64Array.of(place));
const values = Float64Array.of(-1, 0.2, 0.9);
const hyperparameters = { lengths: Float64Array.of(0.5), signal: 1.3, noise: 0.01 };
const observations = { points, values, categories: [false] };

it('believes what the closed form says with one observation', () => {
  const one = { points: points.slice(0, 1), values: values.slice(0, 1), categories: [false] };
  const { mean, variance } = posteriorOf(one, hyperparameters)([Float64Array.of(0.4)]);
  const covariance = 1.3 * matern(0.3 / 0.5);
  expect(mean[0]).toBeCloseTo((covariance / 1.31) * -1, 10);
  expect(variance[0]).toBeCloseTo(1.3 - covariance ** 2 / 1.31, 10);
});

it('comes to the same belief by conditioning as by observing', () => {
  const pool = [0.4, 0.6, 0.8].map((place) => Float64Array.of(place));
  const whole = posteriorOf(observations, hyperparameters)(pool);
  const stepwise = posteriorOf(
    { points: points.slice(0, 1), values: values.slice(0, 1), categories: [false] },
    hyperparameters,
  )(pool);
  stepwise.condition(0, 0.2);
  stepwise.condition(2, 0.9);
  for (let at = 0; at < pool.length; at++) {
    expect(stepwise.mean[at]).toBeCloseTo(whole.mean[at] ?? Number.NaN, 9);
    expect(stepwise.variance[at]).toBeCloseTo(whole.variance[at] ?? Number.NaN, 9);
  }
});

it('finds the parameter that matters', () => {
  const random = createRandom(1);
  const drawn = Array.from({ length: 60 }, () => Float64Array.of(random.next(), random.next()));
  const { lengths } = fitHyperparameters({
    points: drawn,
    values: Float64Array.from(drawn, ([x = 0]) => Math.sin(6 * x)),
    categories: [false, false],
  });
  expect(lengths[1]).toBeGreaterThan(3 * (lengths[0] ?? Number.NaN));
});

it('solves and inverts by Cholesky', () => {
  const matrix = Float64Array.of(4, 2, 1, 2, 5, 3, 1, 3, 6);
  const lower = cholesky(matrix, 3);
  const solved = solveUpper(lower, 3, solveLower(lower, 3, Float64Array.of(1, 2, 3)));
  const back = [0, 1, 2].map((row) =>
    [0, 1, 2].reduce((sum, k) => sum + (matrix[3 * row + k] ?? 0) * (solved[k] ?? 0), 0),
  );
  expect(back).toEqual([1, 2, 3].map((value) => expect.closeTo(value, 10)));
  const inverse = invert(lower, 3);
  const identity = [0, 1, 2].map((column) =>
    [0, 1, 2].reduce((sum, k) => sum + (matrix[k] ?? 0) * (inverse[3 * k + column] ?? 0), 0),
  );
  expect(identity).toEqual([1, 0, 0].map((value) => expect.closeTo(value, 10)));
  expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(RangeError);
});

it('has a kernel that is one where values are absent: no combination of points has a variance below 0', () => {
  const random = createRandom(5);
  const place = (): number => (random.next() < 0.3 ? Number.NaN : random.pick([0, 0.5, 1]));
  const drawn = Array.from({ length: 40 }, () => [place(), place(), place()]);
  const size = drawn.length;
  for (const length of [0.3, 2, 20]) {
    const covariance = Float64Array.from({ length: size * size }, (_, at) => {
      const [left = [], right = []] = [drawn[Math.floor(at / size)], drawn[at % size]];
      const squared = left.reduce((sum, value, index) => {
        return sum + squaredDifference(value, right[index] ?? Number.NaN, index === 2);
      }, 0);
      return matern(Math.sqrt(squared) / length);
    });
    expect(Math.min(...eigen(covariance, size).values)).toBeGreaterThan(-1e-10);
  }
});

it('believes something where all but a few values are the same', () => {
  const random = createRandom(6);
  const drawn = Array.from({ length: 40 }, () =>
    Float64Array.from({ length: 17 }, () => (random.next() < 0.4 ? Number.NaN : random.pick([0.1, 0.9]))),
  );
  const categories = drawn[0] === undefined ? [] : Array.from(drawn[0], (_, at) => at % 2 === 0);
  const same = { points: drawn, values: Float64Array.from(drawn, (_, at) => (at < 38 ? 0.22 : -4.5)), categories };
  const { mean, variance } = posteriorOf(same, fitHyperparameters(same))(drawn);
  expect([...mean, ...variance].every(Number.isFinite)).toBe(true);
});
