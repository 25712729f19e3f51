import { describe, expect, it } from 'vitest';
import { extrapolator } from '../../../shared/curves/extrapolate.ts';
import { normalQuantile } from '../../../shared/normal.ts';
import { createRandom } from '../../../shared/random.ts';

const full = 81;
const random = createRandom('curves');
const between = (low: number, high: number): number => low + (high - low) * random.next();
const noise = (): number => normalQuantile(Math.max(1e-9, random.next()));
const logBetween = (low: number, high: number): number => Math.exp(between(Math.log(low), Math.log(high)));

/** At most 16 evenly spaced epochs of the first `known`. */
function curveOf(known: number, scoreAt: (epoch: number) => number) {
  const points = Math.min(16, known);
  const epochs = Array.from({ length: points }, (_, at) => Math.round(((at + 1) * known) / points));
  return { epochs, scores: epochs.map(scoreAt) };
}

describe('a power law with noise', () => {
  const laws = [0.3, 0.6, 1, 1.7].flatMap((power) => [0.5, 0.9].map((end) => [power, end] as const));
  it.each(laws)('of power %f that ends at %f is recovered', (power, end) => {
    const scale = full ** -power;
    const law = (epoch: number): number => end - (0.4 * (epoch ** -power - scale)) / (1 - scale);
    const { mean, deviation } = extrapolator(full, 0.4)(curveOf(27, (epoch) => law(epoch) + 0.001 * noise()));
    // At 27 epochs, 0.02 to 0.07 are still to come, but for the steepest.
    expect(Math.abs(mean - end)).toBeLessThan(0.25 * (end - law(27)) + 0.003);
    expect(Math.abs(mean - end)).toBeLessThan(2.5 * deviation);
    expect(deviation).toBeLessThan(0.03);
  });
});

it('is surer the more it has seen, and sure at the end', () => {
  const deviations = [3, 9, 27, 54, 81].map(
    (known) => extrapolator(full, 0.4)(curveOf(known, (epoch) => 0.9 - 0.4 / epoch)).deviation,
  );
  expect(deviations).toEqual([...deviations].sort((a, b) => b - a));
  expect(deviations.at(-1)).toBeLessThan(0.005);
});

it('knows of a single point that a curve may rise as others do', () => {
  const one = extrapolator(full, 0.4)({ epochs: [1], scores: [0.5] });
  expect(one.mean).toBeGreaterThan(0.7);
  expect(one.mean).toBeLessThan(1.3);
  expect(one.deviation).toBeGreaterThan(0.2);
  expect(extrapolator(full, 0.04)({ epochs: [1], scores: [0.5] }).mean).toBeLessThan(0.65);
});

it('goes with the scores: shifted and scaled, the answer is', () => {
  const curve = curveOf(9, (epoch) => 0.9 - 0.4 / epoch + 0.01 * Math.sin(epoch));
  const { mean, deviation } = extrapolator(full, 0.3)(curve);
  const other = extrapolator(full, 300)({ ...curve, scores: curve.scores.map((score) => 1000 * score - 70) });
  expect(other.mean).toBeCloseTo(1000 * mean - 70, 6);
  expect(other.deviation).toBeCloseTo(1000 * deviation, 6);
});

it.each([
  ['flat', [0.5, 0.5, 0.5]],
  ['flat, where all are', [1, 1, 1]],
])('gives numbers for a curve that is %s', (_, scores) => {
  for (const rise of [0, 0.3]) {
    const { mean, deviation } = extrapolator(full, rise)({ epochs: [1, 2, 3], scores });
    expect(mean).toBeCloseTo(scores[0] ?? Number.NaN, 0);
    expect(Number.isFinite(deviation)).toBe(true);
  }
  expect(extrapolator(1, 0.3)({ epochs: [1], scores: [0.5] }).mean).toBeCloseTo(0.5, 1);
});

/** Families of Domhan et al. 2015 that are not those of the grid. */
const families: [string, () => (epoch: number) => number][] = [
  [
    'pow4',
    () => {
      const [end, rise, power, shift] = [between(0.6, 1), between(0.1, 0.6), logBetween(0.3, 2), between(0, 10)];
      return (epoch) => end - rise * ((epoch + shift) / (1 + shift)) ** -power;
    },
  ],
  [
    'exp4',
    () => {
      const [end, rise, span, power] = [between(0.6, 1), between(0.1, 0.6), logBetween(0.5, 40), between(0.6, 1.6)];
      return (epoch) => end - rise * Math.exp(-((epoch / span) ** power));
    },
  ],
  [
    'vapor pressure',
    () => {
      const [end, rise] = [between(0.02, 0.6), between(0.1, 1)];
      return (epoch) => Math.exp(-end - rise / epoch);
    },
  ],
  [
    'log power',
    () => {
      const [end, start, power] = [between(0.5, 1), between(0.5, 2), between(0.5, 2)];
      return (epoch) => end / (1 + (epoch / Math.exp(start)) ** -power);
    },
  ],
  [
    'ilog2',
    () => {
      const [end, rise] = [between(0.6, 1), between(0.1, 0.4)];
      return (epoch) => end - rise / Math.log(epoch + 1.72);
    },
  ],
];

describe.each([3, 9, 27])('at %i of 81 epochs, over other families', (known) => {
  const each = 120;
  const misses = families.flatMap(([, family]) =>
    Array.from({ length: each }, (_, number) => {
      const law = family();
      const size = logBetween(0.001, 0.02);
      let best = Number.NEGATIVE_INFINITY;
      const scores = Array.from({ length: full }, (_, at) => {
        const score = law(at + 1) + size * noise();
        best = Math.max(best, score);
        // Half of them as a score of the best epoch so far.
        return number % 2 === 0 ? score : best;
      });
      const at = (epoch: number): number => scores[epoch - 1] ?? Number.NaN;
      const { mean, deviation } = extrapolator(full, 0.3)(curveOf(known, at));
      return { off: at(full) - mean, deviation, left: at(full) - at(known) };
    }),
  );
  const shareWithin = (deviations: number) =>
    misses.filter(({ off, deviation }) => Math.abs(off) < deviations * deviation).length / misses.length;

  it('is calibrated: of its intervals of 90 %, 84 to 98 % hold the truth, and of 50 %, 45 to 75 %', () => {
    expect(shareWithin(1.645)).toBeGreaterThan(0.84);
    expect(shareWithin(1.645)).toBeLessThan(0.98);
    expect(shareWithin(0.6745)).toBeGreaterThan(0.45);
    expect(shareWithin(0.6745)).toBeLessThan(0.75);
  });

  it('is nearer than the last score', () => {
    const median = (values: number[]) => values.map(Math.abs).sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    expect(median(misses.map(({ off }) => off))).toBeLessThan(0.8 * median(misses.map(({ left }) => left)));
  });
});
