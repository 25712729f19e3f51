import { expect, it } from 'vitest';
import { bootstrapInterval } from '../../shared/bootstrap.ts';
import { createRandom } from '../../shared/random.ts';

const values = Float64Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? 1 : 0));
const mean = (rows: Int32Array): number => rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length;
const interval = (options: { level?: number; seed?: number } = {}) =>
  bootstrapInterval({
    rows: 400,
    statistic: mean,
    random: createRandom(options.seed ?? 1),
    level: options.level ?? 0.95,
  });

it('is the interval of a share that the normal distribution gives', () => {
  const { value, low, high } = interval();
  const deviation = Math.sqrt((0.25 * 0.75) / 400);
  expect(value).toBe(0.25);
  expect(low).toBeCloseTo(0.25 - 1.96 * deviation, 2);
  expect(high).toBeCloseTo(0.25 + 1.96 * deviation, 2);
});

it('replays from a seed, and is narrower at a lower level', () => {
  expect(interval()).toEqual(interval());
  expect(interval({ seed: 2 })).not.toEqual(interval());
  const [wide, narrow] = [interval(), interval({ level: 0.5 })];
  expect(narrow.high - narrow.low).toBeLessThan(wide.high - wide.low);
});

it('draws fewer resamples of very many rows', () => {
  let calls = 0;
  const statistic = (): number => calls++;
  bootstrapInterval({ rows: 500_000, statistic, resamples: 1000, random: createRandom(1) });
  expect(calls).toBe(401);
});

it('is a point for one row, and nothing for none', () => {
  expect(bootstrapInterval({ rows: 1, statistic: mean, random: createRandom(1) })).toEqual({
    value: 1,
    low: 1,
    high: 1,
  });
  expect(() => bootstrapInterval({ rows: 0, statistic: mean, random: createRandom(1) })).toThrow(RangeError);
});
