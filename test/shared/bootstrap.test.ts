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

it('is as wide for rows that depend on each other as they are few', () => {
  // 100 runs of 20 equal rows. Künsch's variance by blocks of b rows in a row is, in units of that of independent rows, the sum
  // of (1 - |k| / b) of the autocorrelation of rows k apart, which is 1 - |k| / 20: for b = 40, 16.7.
  const random = createRandom(5);
  const runs = Array.from({ length: 100 }, () => random.normal()).flatMap((value) =>
    Array.from({ length: 20 }, () => value),
  );
  const widthWith = (block: number): number => {
    const statistic = (rows: Int32Array): number => rows.reduce((sum, row) => sum + (runs[row] ?? 0), 0) / rows.length;
    const { low, high } = bootstrapInterval({ rows: 2000, statistic, random: createRandom(1), block });
    return high - low;
  };
  expect(widthWith(40) / widthWith(1)).toBeGreaterThan(0.85 * Math.sqrt(16.7));
  expect(widthWith(40) / widthWith(1)).toBeLessThan(1.15 * Math.sqrt(16.7));
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
