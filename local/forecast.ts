import type { Cell } from '../data/cell.ts';
import { readTable } from '../data/read-table.ts';
import { endsOfWindows, tooShort, type WindowEnd } from '../data/series/encode-windows.ts';
import { type ReadSeries, readSeries } from '../data/series/read-series.ts';
import type { DatasetSource } from '../shared/dataset.ts';
import type { SeriesPreprocessing } from '../shared/preprocessing.ts';

/** Numbers of the windows that are made at once. */
const mostNumbers = 4_000_000;

/** Some rows that forecasts are made after, with the windows that end with them. */
export interface Windows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Row-major [rows, window, channels]. */
  readonly features: Float32Array;
  /** The target's values after each row, row-major [rows, horizon]; NaN where they are not known. */
  readonly following: Float64Array;
}

/**
 * The windows of a file that forecasts are made from: the last one of each series, or with `all` one for every row that has
 * enough rows before it. Rows come in the file's order. Throws SearchError InvalidDataset, also where no window is long enough.
 */
export async function* windowsOf(
  source: DatasetSource,
  preprocessing: SeriesPreprocessing,
  all: boolean,
): AsyncGenerator<Windows> {
  const { horizon, featureShape } = preprocessing;
  const [window = 1, channels = 1] = featureShape;
  const series = await readSeries(source, preprocessing);
  const whole = endsOfWindows(series.ordered, window);
  if (whole.size === 0) throw tooShort(window, source.name);
  const most = Math.max(1, Math.floor(mostNumbers / (window * channels)));
  for await (const { columns, rows, firstRow } of readTable(source)) {
    const chosen = rows.flatMap((cells, at) => {
      const found = whole.get(firstRow + at);
      return found !== undefined && (all || found.end === found.seriesEnd) ? [{ cells, found }] : [];
    });
    for (let from = 0; from < chosen.length; from += most) {
      const some = chosen.slice(from, from + most);
      const ends = some.map(({ found }) => found);
      yield {
        columns,
        rows: some.map(({ cells }) => cells),
        features: series.windows(Int32Array.from(ends, ({ end }) => end)),
        following: followingOf(series, ends, horizon),
      };
    }
  }
}

function followingOf({ targets }: ReadSeries, ends: readonly WindowEnd[], horizon: number): Float64Array {
  const following = new Float64Array(ends.length * horizon).fill(NaN);
  ends.forEach(({ end, seriesEnd }, row) =>
    following.set(targets.subarray(end, Math.min(end + horizon, seriesEnd)), row * horizon),
  );
  return following;
}
