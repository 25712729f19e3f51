import type { DatasetSource, SeriesPreprocessing } from '../../shared/dataset.ts';
import { type Cell, cellText } from '../cell.ts';
import { GrowingArray } from '../columns/growing-array.ts';
import { readDate, readNumber } from '../columns/read-cell.ts';
import { misfit, missingColumn, rowEncoder } from '../encode-rows.ts';
import { placeRow, type RowBatch } from '../formats/format.ts';
import { invalid } from '../invalid.ts';
import { limits } from '../limits.ts';
import { readTable } from '../read-table.ts';
import { duplicateTime } from './duplicate-time.ts';
import { type OrderedRows, orderRows } from './order-rows.ts';
import { gatherWindows } from './windows.ts';

/** The series of a file, as a model knows them. */
export interface ReadSeries {
  readonly ordered: OrderedRows;
  /** By row number, in the target's own unit; NaN where missing. */
  readonly targets: Float64Array;
  /** Windows that end with these positions among the ordered rows, row-major [windows, window, channels]. */
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
  const width = names.length;
  const [window = 1] = featureShape;
  const chunks: Float32Array[] = [];
  const times = new GrowingArray((length) => new Float64Array(length));
  const targets = new GrowingArray((length) => new Float64Array(length));
  const groups = new GrowingArray((length) => new Int32Array(length));
  const idOfGroup = new Map<string, number>();
  const used: number[] = [];
  let readers: ReturnType<typeof readersOf> | undefined;
  let headerRows = 0;
  for await (const batch of readTable(source)) {
    readers ??= readersOf(preprocessing, batch.columns, file);
    headerRows = batch.headerRows;
    chunks.push(readers.encode(batch));
    if ((batch.firstRow + batch.rows.length) * width > limits.featureCells) throw tooManyRows(width, file);
    batch.rows.forEach((cells, at) => {
      const row = batch.firstRow + at;
      const value = readers?.time(cells);
      if (value === undefined) {
        throw misfit(cells[readers?.timeIndex ?? 0] ?? null, time.column, placeRow(batch, row), file);
      }
      const name = group === undefined ? '' : readers?.group(cells);
      times.push(value);
      targets.push(readers?.target(cells) ?? NaN);
      const id = name === undefined ? -1 : (idOfGroup.get(name) ?? idOfGroup.size);
      if (name !== undefined) idOfGroup.set(name, id);
      groups.push(id);
      if (!Number.isNaN(value) && name !== undefined) used.push(row);
    });
  }
  const allTimes = times.take();
  const allTargets = targets.take();
  const isDate = time.format !== 'number';
  const ordered = orderRows(
    { rows: Int32Array.from(used), times: allTimes, groups: groups.take(), targets: allTargets },
    (row) => {
      const place = { file, row: placeRow({ headerRows }, row), column: time.column };
      throw duplicateTime(allTimes[row] ?? 0, { isDate, grouped: group !== undefined }, place);
    },
  );
  const inOrder = rowsInOrder(chunks, ordered.rows, width);
  return {
    ordered,
    targets: allTargets,
    windows: (ends) =>
      gatherWindows(
        inOrder,
        ends.map((end) => end + 1),
        window,
        width,
      ),
  };
}

function readersOf({ columns, features, time, group, target }: SeriesPreprocessing, names: readonly string[], file: string) {
  const indexOf = (name: string): number => {
    const index = names.indexOf(name);
    if (index === -1) throw missingColumn(name, names, file);
    return index;
  };
  const [timeIndex, targetIndex] = [indexOf(time.column), indexOf(target)];
  const groupIndex = group === undefined ? -1 : indexOf(group);
  const { format } = time;
  const timeOf = (cell: Cell): number | undefined =>
    format === 'number' ? readNumber(cell, true) : readDate(cell, format, true);
  return {
    encode: rowEncoder({ columns, features }, names, file) as (batch: RowBatch) => Float32Array,
    timeIndex,
    time: (cells: readonly Cell[]) => timeOf(cells[timeIndex] ?? null),
    target: (cells: readonly Cell[]) => readNumber(cells[targetIndex] ?? null, true),
    group: (cells: readonly Cell[]) => cellText(cells[groupIndex] ?? null),
  };
}

/** The rows with these numbers, of chunks that follow each other. */
function rowsInOrder(chunks: readonly Float32Array[], rows: Int32Array, width: number): Float32Array {
  const starts: number[] = [];
  let count = 0;
  for (const chunk of chunks) {
    starts.push(count);
    count += chunk.length / width;
  }
  const chunkOf = new Int32Array(count);
  starts.forEach((start, index) => chunkOf.fill(index, start));
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    const index = chunkOf[row] ?? 0;
    const from = (row - (starts[index] ?? 0)) * width;
    out.set(chunks[index]?.subarray(from, from + width) ?? [], at * width);
  });
  return out;
}

const tooManyRows = (width: number, file: string): Error =>
  invalid(
    `the rows of ${width} channels are more than ${limits.featureCells} numbers, which is the limit`,
    { file },
    'Give only the last rows: a forecast needs no more than a window of them',
  );
