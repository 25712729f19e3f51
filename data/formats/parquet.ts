import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import type { DatasetSource } from '../../shared/dataset.ts';
import { SearchError } from '../../shared/errors.ts';
import type { Cell } from '../cell.ts';
import { invalid } from '../invalid.ts';
import { limits } from '../limits.ts';
import { batchRows, type RowBatch } from './format.ts';
import { parquetCodecs } from './parquet-codecs.ts';

/** A column of one row group: numbers packed, everything else as cells. */
type GroupColumn = Float64Array | readonly Cell[];

/** Apache Parquet with flat columns: a row group is decoded at a time, a column at a time. */
export async function* parquet(source: DatasetSource): AsyncGenerator<RowBatch> {
  const file = bufferOf(source);
  const metadata = await decoding(source.name, () => parquetMetadataAsync(file));
  const columns = await decoding(source.name, () => flatColumns(metadata, source.name));
  const batch = batchRows(columns.length);
  let firstRow = 0;
  for (const [index, { num_rows, total_byte_size }] of metadata.row_groups.entries()) {
    const rows = Number(num_rows);
    if (Number(total_byte_size) > limits.rowGroupBytes || firstRow + rows > limits.rows)
      throw tooLarge(index, source.name);
    const group: GroupColumn[] = [];
    for (const column of columns) group.push(await readColumn({ file, metadata, column, firstRow, rows }, source.name));
    for (let start = 0; start < rows; start += batch) {
      const length = Math.min(batch, rows - start);
      yield { columns, headerRows: 0, firstRow: firstRow + start, rows: rowsOf(group, start, length) };
    }
    firstRow += rows;
  }
  if (firstRow === 0) yield { columns, headerRows: 0, firstRow: 0, rows: [] };
}

interface GroupRequest {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly column: string;
  readonly firstRow: number;
  readonly rows: number;
}

async function readColumn(
  { file, metadata, column, firstRow, rows }: GroupRequest,
  name: string,
): Promise<GroupColumn> {
  if (rows === 0) return [];
  const values = await decoding(name, async () => {
    // A scan keeps what it decoded; one for each column lets go of it. Bytes are text only where the file says so.
    const scan = await parquetScan({
      file,
      metadata,
      columns: [column],
      compressors: parquetCodecs,
      geoparquet: false,
      utf8: false,
    });
    return scan.readColumn({ column, rowStart: firstRow, rowEnd: firstRow + rows });
  });
  if (values.length !== rows) throw unreadable(`column "${column}" has ${values.length} rows of ${rows}`, name);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    return compact(Array.from(values), column, name);
  return ArrayBuffer.isView(values) ? Float64Array.from(values) : compact(values, column, name);
}

/** Boxed numbers are three times as large as packed ones; whole columns of them are packed, NaN where there is none. */
function compact(values: readonly unknown[], column: string, file: string): GroupColumn {
  const cells = values.map((value) => cellOf(value, column, file));
  if (!cells.every((cell) => typeof cell === 'number' || cell === null)) return cells;
  return Float64Array.from(cells, (cell) => cell ?? NaN);
}

function cellOf(value: unknown, column: string, file: string): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'object' && !(value instanceof Date)) throw notFlat(column, file);
  return value as Cell;
}

const rowsOf = (columns: readonly GroupColumn[], start: number, length: number): Cell[][] =>
  Array.from({ length }, (_, row) => columns.map((column) => column[start + row] ?? null));

function flatColumns(metadata: FileMetaData, file: string): string[] {
  return parquetSchema(metadata).children.map(({ element, children }) => {
    const name: unknown = element.name;
    if (typeof name !== 'string') throw unreadable('a column has no name', file);
    if (children.length > 0 || element.repetition_type === 'REPEATED') throw notFlat(name, file);
    return name;
  });
}

function bufferOf(source: DatasetSource): AsyncBuffer {
  return {
    byteLength: source.byteLength,
    slice(start, end = source.byteLength) {
      const bytes = readBytes(source, start, end);
      // The decoder fetches ahead and may fail before it awaits; a rejection that nobody handles would end the process.
      bytes.catch(() => {});
      return bytes;
    },
  };
}

async function readBytes(source: DatasetSource, start: number, end: number): Promise<ArrayBuffer> {
  // Offsets come from the file itself.
  if (!(start >= 0 && start <= end && end <= source.byteLength)) throw new RangeError(`no bytes ${start} to ${end}`);
  const bytes = new Uint8Array(end - start);
  let at = 0;
  for await (const chunk of source.read(start, end)) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes.buffer;
}

/** Whatever the decoder throws is the file's fault, unless the store says otherwise. */
async function decoding<T>(file: string, decode: () => T | Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    if (error instanceof SearchError || (error instanceof Error && 'syscall' in error)) throw error;
    throw unreadable(error instanceof Error ? error.message : String(error), file, error);
  }
}

const unreadable = (why: string, file: string, cause?: unknown): Error =>
  invalid(`not readable as Parquet: ${why}`, { file }, 'Copy the file again, or save the table as CSV', cause);

const notFlat = (column: string, file: string): Error =>
  invalid(
    'the column holds lists, objects or bytes',
    { file, column },
    'Make a column of each of its values, or take it out',
  );

const tooLarge = (group: number, file: string): Error =>
  invalid(
    `row group ${group + 1} is too large: ${limits.rowGroupBytes} bytes in a group and ${limits.rows} rows in all are the limits`,
    { file },
    'Write the file with smaller row groups, or take a sample of the rows',
  );
