import { expect, it } from 'vitest';
import { findSeason } from '../../../data/series/season.ts';
import { createRandom } from '../../../shared/random.ts';

const noise = (seed: number, rows: number): Float64Array => {
  const random = createRandom(seed);
  return Float64Array.from({ length: rows }, () => random.normal());
};
const wave = (period: number, rows: number, of: (row: number) => number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => Math.sin((2 * Math.PI * row) / period) + of(row));

it('finds the period of a wave below noise and a trend', () => {
  const rest = noise(1, 200);
  expect(findSeason([wave(12, 200, (row) => 0.5 * (rest[row] ?? 0) + row / 10)])).toBe(12);
});

it('finds what repeats without being a wave, and over missing values', () => {
  const week = [5, 1, 1, 2, 1, 9, 7];
  const values = Float64Array.from({ length: 90 }, (_, day) => (day % 10 === 3 ? NaN : (week[day % 7] ?? 0)));
  expect(findSeason([values])).toBe(7);
});

it('finds it over several series, each at its own level', () => {
  const series = [1, 2, 3].map((seed) => {
    const rest = noise(seed, 40);
    return wave(6, 40, (row) => 100 * seed + 0.5 * (rest[row] ?? 0));
  });
  expect(findSeason(series)).toBe(6);
});

it.each([1, 2, 3, 4, 5])('finds none in noise (seed %i), lines, constants and nothing', (seed) => {
  expect(findSeason([noise(seed, 300)])).toBeUndefined();
  expect(findSeason([Float64Array.from({ length: 100 }, (_, row) => seed + row / 3)])).toBeUndefined();
  expect(findSeason([new Float64Array(50).fill(seed / 3)])).toBeUndefined();
  expect(findSeason([])).toBeUndefined();
});
