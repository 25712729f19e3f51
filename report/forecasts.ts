import type { ReportData } from '../shared/result.ts';

/** A series' forecasts as they are drawn. */
export interface PageForecasts {
  readonly horizon: number;
  /** What came, and what was forecast of it one step and a horizon before; all empty where a run of steps ends. */
  readonly steps: readonly (readonly [number | null, number | null, number | null])[];
  /** RMSE and MAE of each step of the horizon, over all test rows. */
  readonly errors: readonly (readonly [number, number])[];
}

/** Undefined of data that is no series. */
export function pageForecasts({ dataset, verdict, samples }: ReportData): PageForecasts | undefined {
  const { horizon } = dataset;
  if (horizon === undefined || samples?.forecasts === undefined) return undefined;
  const { runs } = samples.forecasts;
  return {
    horizon,
    steps: runs.flatMap((run, index) => [
      ...(index === 0 ? [] : [[null, null, null] as const]),
      ...run.map(({ truth, nextStep, lastStep }) => [truth, nextStep ?? null, lastStep ?? null] as const),
    ]),
    errors: (verdict.perStep ?? []).map(({ rmse = 0, mae = 0 }) => [rmse, mae] as const),
  };
}
