import { expect, it } from 'vitest';
import { normalProbability } from '../../../shared/normal.ts';
import { createRandom } from '../../../shared/random.ts';
import { expectedBestImprovement, expectedImprovement } from '../../../shared/surrogates/acquisition.ts';

// E max(0, Z) = 1/√(2π); E max(0, Z − 1) = φ(1) − (1 − Φ(1)).
it('expects the closed form of one value', () => {
  expect(expectedImprovement(0, 1, 0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 7);
  expect(expectedImprovement(0, 1, 1)).toBeCloseTo(0.24197072 - (1 - normalProbability(1)), 7);
  expect(expectedBestImprovement([{ mean: 0, variance: 1 }], 1)).toBeCloseTo(expectedImprovement(0, 1, 1), 5);
});

it('expects of the best of several what draws say', () => {
  const values = [
    { mean: 0, variance: 1 },
    { mean: 0.5, variance: 0.25 },
    { mean: -1, variance: 4 },
  ];
  const random = createRandom(1);
  const draws = Array.from({ length: 200_000 }, () =>
    Math.max(0, ...values.map(({ mean, variance }) => mean + Math.sqrt(variance) * random.normal() - 0.7)),
  );
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  expect(expectedBestImprovement(values, 0.7)).toBeCloseTo(mean, 2);
  // Of two equal standard normals the better one is 1/√π.
  const equal = { mean: 0, variance: 1 };
  expect(expectedBestImprovement([equal, equal], -10) - 10).toBeCloseTo(1 / Math.sqrt(Math.PI), 2);
});
