import type { ForecastSamples } from '../samples.ts';
import type { JudgedRows } from './judged-rows.ts';

/** More steps than this a line on a page cannot show. */
const mostRows = 1000;

/**
 * The last of the forecasts in runs of windows that are one step apart, which can be drawn as lines. Sealed rows are in time
 * order, those of a series next to each other. Undefined of data that is no series.
 */
export function forecastSamples(judged: JudgedRows): ForecastSamples | undefined {
  const { sealed, horizon } = judged;
  if (horizon === undefined) return undefined;
  const rows = Math.min(mostRows, sealed.rows);
  const runs: number[][] = [];
  for (let row = sealed.rows - rows; row < sealed.rows; row++) {
    const run = runs.at(-1);
    if (run !== undefined && follows(judged, row)) run.push(row);
    else runs.push([row]);
  }
  return { rows, runs: runs.map((run) => stepsOf(run, judged)) };
}

/** Whether the row's window is that of the row before, moved on by a step. */
function follows({ sealed: { features }, featureShape: [window = 1, channels = 1] }: JudgedRows, row: number): boolean {
  const size = window * channels;
  const start = row * size;
  for (let at = 0; at < size - channels; at++) {
    if (features[start + at] !== features[start + at + channels - size]) return false;
  }
  return true;
}

/** Steps from the first answer of the run's first row to the last answer of its last. */
function stepsOf(run: readonly number[], { sealed, predicted, outputs }: JudgedRows): ForecastSamples['runs'][number] {
  const [first = 0] = run;
  const at = (values: Float32Array, row: number, output: number): number =>
    brief(values[(first + row) * outputs + output] ?? 0);
  return Array.from({ length: run.length + outputs - 1 }, (_, step) => {
    const row = Math.min(step, run.length - 1);
    const earlier = step - outputs + 1;
    return {
      truth: at(sealed.targets, row, step - row),
      ...(step < run.length ? { nextStep: at(predicted, step, 0) } : {}),
      ...(outputs > 1 && earlier >= 0 ? { lastStep: at(predicted, earlier, outputs - 1) } : {}),
    };
  });
}

/** As many digits as a 32-bit float has. */
const brief = (value: number): number => Number(value.toPrecision(7));
