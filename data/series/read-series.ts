import type { DatasetSource } from '../../shared/dataset.ts';
import { gatherRows } from '../../shared/gather-rows.ts';
import type { SeriesPreprocessing } from '../../shared/preprocessing.ts';
import { type Cell, cellText } from '../cell.ts';
import { readDate, readNumber } from '../columns/read-cell.ts';
import { misfit, missingColumn, rowEncoder } from '../encode-rows.ts';
import { placeRow } from '../formats/format.ts';
import { invalid } from '../invalid.ts';
import { joinFloats } from '../join-floats.ts';
import { limits } from '../limits.ts';
import { readTable } from '../read-table.ts';
import { duplicateTime } from './duplicate-time.ts';
import { type OrderedRows, orderRows, type RowOrder } from './order-rows.ts';
import { gatherWindows } from './windows.ts';

/** The series of a file, as a model knows them. */
export interface ReadSeries {
  readonly ordered: OrderedRows;
  /** In the order of the rows, in the target's own unit; NaN where missing. */
  readonly targets: Float64Array;
  /** The windows that end before these positions among the ordered rows, row-major [windows, window, channels]. */
  windows(ends: Int32Array): Float32Array;
}

/**
 * Reads a whole table as a model's series, in the order of time, and encodes it as its preprocessing does. Rows without a time
 * (or a group) are left out. Throws SearchError InvalidDataset where a column is missing, a value does not fit it, or two rows
 * of a series have the same time.
 */
export async function readSeries(source: DatasetSource, preprocessing: SeriesPreprocessing): Promise<ReadSeries> {
  const { featureShape, features: names, time, group } = preprocessing;
  const file = source.name;
  const [window = 1, channels = 1] = featureShape;
  const encoded: Float32Array[] = [];
  const read: { time: number; target: number; group: string | undefined }[] = [];
  let headerRows = 0;
  let encode: ReturnType<typeof rowEncoder> | undefined;
  let readRow: ReturnType<typeof rowReader> | undefined;
  for await (const batch of readTable(source)) {
    headerRows = batch.headerRows;
    encode ??= rowEncoder(preprocessing, batch.columns, file);
    readRow ??= rowReader(preprocessing, batch.columns, file);
    encoded.push(encode(batch));
    for (const [at, cells] of batch.rows.entries()) read.push(readRow(cells, placeRow(batch, batch.firstRow + at)));
    if (read.length * names.length > limits.featureCells) throw tooManyRows(names.length, file);
  }
  const order = orderOf(read, group !== undefined);
  const ordered = orderRows(order, (row) => {
    const place = { file, row: placeRow({ headerRows }, row), column: time.column };
    const told = { isDate: time.format !== 'number', grouped: group !== undefined };
    throw duplicateTime(order.times[row] ?? 0, told, place);
  });
  const rows = gatherRows(joinFloats(encoded), ordered.rows, channels);
  return {
    ordered,
    targets: Float64Array.from(ordered.rows, (row) => order.targets[row] ?? NaN),
    windows: (ends) => gatherWindows(rows, ends, window, channels),
  };
}

/** Reads what a row is ordered by, and its target. Throws SearchError InvalidDataset. */
function rowReader(
  { time, group, target }: SeriesPreprocessing,
  names: readonly string[],
  file: string,
): (cells: readonly Cell[], row: number) => { time: number; target: number; group: string | undefined } {
  const indexOf = (name: string): number => {
    const index = names.indexOf(name);
    if (index === -1) throw missingColumn(name, names, file);
    return index;
  };
  const places = {
    time: indexOf(time.column),
    target: indexOf(target),
    group: group === undefined ? -1 : indexOf(group),
  };
  const { format } = time;
  const readTime = (cell: Cell): number | undefined =>
    format === 'number' ? readNumber(cell, true) : readDate(cell, format, true);
  return (cells, row) => {
    const cell = cells[places.time] ?? null;
    const value = readTime(cell);
    if (value === undefined) throw misfit(cell, time.column, row, file);
    return {
      time: value,
      target: readNumber(cells[places.target] ?? null, true) ?? NaN,
      group: cellText(cells[places.group] ?? null),
    };
  };
}

function orderOf(
  read: readonly { readonly time: number; readonly target: number; readonly group: string | undefined }[],
  grouped: boolean,
): RowOrder {
  const ids = new Map<string | undefined, number>();
  for (const { group } of read) if (!ids.has(group)) ids.set(group, ids.size);
  const counts = ({ time, group }: (typeof read)[number]): boolean =>
    !Number.isNaN(time) && !(grouped && group === undefined);
  return {
    rows: Int32Array.from(read.flatMap((row, index) => (counts(row) ? [index] : []))),
    times: Float64Array.from(read, ({ time }) => time),
    targets: Float64Array.from(read, ({ target }) => target),
    groups: grouped ? Int32Array.from(read, ({ group }) => ids.get(group) ?? 0) : undefined,
  };
}

const tooManyRows = (channels: number, file: string): Error =>
  invalid(
    `the rows of ${channels} channels are more than ${limits.featureCells} numbers, which is the limit`,
    { file },
    'Give only the last rows: a forecast needs no more than a window of them',
  );
