import { type Cell, shown } from '../cell.ts';
import { invalid } from '../invalid.ts';
import { limits } from '../limits.ts';
import { batchBytes, batchRows, type RowBatch, type TextFormat } from './format.ts';
import { checkUtf8 } from './utf8.ts';

/** One JSON object a line. The columns are the keys of the first batch of lines; what a line lacks is missing. */
export const jsonLines: TextFormat = async function* (bytes, file) {
  let columns: readonly string[] | undefined;
  let objects: Line[] = [];
  let firstRow = 0;
  let size = 0;
  const batch = (): RowBatch => {
    columns ??= [...new Set(objects.flatMap(({ value }) => Object.keys(value)))];
    const rows = toRows(objects, columns, file);
    const made = { columns, headerRows: 0, firstRow, rows };
    firstRow += rows.length;
    objects = [];
    size = 0;
    return made;
  };
  for await (const { text, row } of linesOf(bytes, file)) {
    const value = parseLine(text, row, file);
    objects.push({ value, row });
    size += text.length;
    if (objects.length >= batchRows(columns?.length ?? Object.keys(value).length) || size >= batchBytes) yield batch();
  }
  if (columns === undefined && objects.length === 0) throw invalid('the file is empty', { file });
  if (objects.length > 0) yield batch();
};

interface Line {
  readonly value: Readonly<Record<string, unknown>>;
  /** 1-based line of the file. */
  readonly row: number;
}

/** The lines that are not blank. A line is held whole, so its length is bounded. */
async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<{ readonly text: string; readonly row: number }> {
  let pieces: Buffer[] = [];
  let held = 0;
  let row = 0;
  const line = (end: Buffer): { text: string; row: number } => {
    const text = Buffer.concat([...pieces, end]).toString('utf8');
    pieces = [];
    held = 0;
    row++;
    return { text: row === 1 ? text.replace(/^\uFEFF/, '') : text, row };
  };
  for await (const chunk of checkUtf8(bytes, file)) {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      const found = line(chunk.subarray(from, at));
      from = at + 1;
      if (found.text.trim() !== '') yield found;
    }
    held += chunk.length - from;
    if (held > limits.rowBytes) {
      throw invalid(
        `the line is longer than ${limits.rowBytes} bytes`,
        { file, row: row + 1 },
        'One JSON object stands on each line',
      );
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
  const last = line(Buffer.alloc(0));
  if (last.text.trim() !== '') yield last;
}

function parseLine(text: string, row: number, file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(`not readable as JSON: ${shown(text)}`, { file, row }, 'One JSON object stands on each line', cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw invalid(`the line is no JSON object: ${shown(text)}`, { file, row }, 'One JSON object stands on each line');
}

function toRows(objects: readonly Line[], columns: readonly string[], file: string): Cell[][] {
  const indices = new Map(columns.map((column, index) => [column, index]));
  return objects.map(({ value, row }) => {
    const cells: Cell[] = Array.from(columns, () => null);
    for (const [column, cell] of Object.entries(value)) {
      const index = indices.get(column);
      if (index === undefined) throw newKey(column, row, file);
      if (typeof cell === 'object' && cell !== null) throw nested(column, row, file);
      cells[index] = cell as Cell;
    }
    return cells;
  });
}

const newKey = (column: string, row: number, file: string): Error =>
  invalid(
    `the key ${shown(column)} is in no line before`,
    { file, row },
    'Columns are taken from the first lines: add the key to the first one, as null',
  );

const nested = (column: string, row: number, file: string): Error =>
  invalid(
    'the value is a list or an object',
    { file, row, column },
    'Make a key of each of its values, or take the key out',
  );
