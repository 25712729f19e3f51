import type { DatasetSource } from '../../shared/dataset.ts';
import type { SeriesPreprocessing } from '../../shared/preprocessing.ts';
import { invalid } from '../invalid.ts';
import type { OrderedRows } from './order-rows.ts';
import { readSeries } from './read-series.ts';

/**
 * The windows that end with the rows with these numbers, in their order, as another model's preprocessing makes them. Throws
 * SearchError InvalidDataset where one has too few rows before it, a column is missing or a value does not fit it.
 */
export async function encodeWindows(
  source: DatasetSource,
  preprocessing: SeriesPreprocessing,
  rowNumbers: Int32Array,
): Promise<Float32Array> {
  const { ordered, windows } = await readSeries(source, preprocessing);
  const [window = 1] = preprocessing.featureShape;
  const ends = endsOfWindows(ordered, window);
  return windows(
    rowNumbers.map((row) => {
      const found = ends.get(row);
      if (found === undefined) throw tooShort(window, source.name);
      return found.end;
    }),
  );
}

/** Where a window ends among the ordered rows: the position after its last row. */
export interface WindowEnd {
  readonly end: number;
  /** Where its series ends. */
  readonly seriesEnd: number;
}

/** By the number of the row that they end with: all windows that the rows have. */
export function endsOfWindows({ rows, starts }: OrderedRows, window: number): Map<number, WindowEnd> {
  const ends = new Map<number, WindowEnd>();
  starts.slice(0, -1).forEach((start, series) => {
    const seriesEnd = starts[series + 1] ?? start;
    for (let end = start + window; end <= seriesEnd; end++) ends.set(rows[end - 1] ?? 0, { end, seriesEnd });
  });
  return ends;
}

/** No window of the file is long enough. */
export const tooShort = (window: number, file: string): Error =>
  invalid(
    `a forecast of this model takes ${window} rows with a time before it, and there are fewer`,
    { file },
    'Give more of the past',
  );
