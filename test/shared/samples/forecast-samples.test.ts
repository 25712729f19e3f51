import { describe, expect, it } from 'vitest';
import { forecastSamples } from '../../../shared/samples/forecast-samples.ts';

const [window, channels] = [3, 2];
const series = Float32Array.from({ length: 2000 }, (_, at) => Math.fround(Math.sin(at)));

/** Windows of the series that end before these positions; the forecast of step h of row r is 100 r + h. */
function judged(ends: readonly number[], horizon: number) {
  const step = (at: number): number[] => [series[at] ?? 0, at];
  const steps = Array.from({ length: horizon }, (_, index) => index);
  return {
    task: 'regression' as const,
    sealed: {
      features: Float32Array.from(ends.flatMap((end) => [...step(end - 3), ...step(end - 2), ...step(end - 1)])),
      targets: Float32Array.from(ends.flatMap((end) => steps.map((h) => series[end + h] ?? 0))),
      rows: ends.length,
      rowNumbers: Int32Array.from(ends),
    },
    featureShape: [window, channels],
    predicted: Float32Array.from(ends.flatMap((_, row) => steps.map((h) => 100 * row + h))),
    outputs: horizon,
    horizon,
  };
}

const upTo = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

describe('forecastSamples', () => {
  it('puts each forecast at the step that it was made for', () => {
    const [horizon, rows] = [4, 10];
    const run = forecastSamples(judged(upTo(50, rows), horizon))?.runs[0] ?? [];
    expect(run).toHaveLength(rows + horizon - 1);
    run.forEach(({ truth, nextStep, lastStep }, step) => {
      expect(truth).toBeCloseTo(Math.sin(50 + step), 6);
      expect(nextStep).toBe(step < rows ? 100 * step : undefined);
      expect(lastStep).toBe(step >= horizon - 1 ? 100 * (step - horizon + 1) + horizon - 1 : undefined);
    });
  });

  it('ends a run where a row is missing, and where another series begins', () => {
    const runs = forecastSamples(judged([...upTo(10, 5), ...upTo(20, 6), ...upTo(10, 3)], 2))?.runs ?? [];
    expect(runs.map(({ length }) => length)).toEqual([6, 7, 4]);
    expect(runs[1]?.[0]?.truth).toBeCloseTo(Math.sin(20), 6);
    expect(runs[1]?.[0]?.nextStep).toBe(500);
  });

  it('has one line of forecasts where one step is forecast', () => {
    const run = forecastSamples(judged(upTo(5, 4), 1))?.runs[0];
    expect(run?.map(({ nextStep, lastStep }) => [nextStep, lastStep])).toEqual(
      [0, 100, 200, 300].map((forecast) => [forecast, undefined]),
    );
  });

  it('keeps the last rows of many', () => {
    const samples = forecastSamples(judged(upTo(5, 1500), 2));
    expect(samples?.rows).toBe(1000);
    expect(samples?.runs.map(({ length }) => length)).toEqual([1001]);
    expect(samples?.runs[0]?.[0]?.truth).toBeCloseTo(Math.sin(505), 6);
  });

  it('has none of data that is no series', () => {
    expect(forecastSamples({ ...judged([5], 1), horizon: undefined })).toBeUndefined();
  });
});
