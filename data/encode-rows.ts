import type { ColumnEncoding, TablePreprocessing } from '../shared/dataset.ts';
import { SearchError } from '../shared/errors.ts';
import { suggestion } from '../shared/nearest.ts';
import { type Cell, cellText, shown } from './cell.ts';
import { createColumnWriter, otherValue } from './column-writer.ts';
import { readDate, readNumber } from './columns/read-cell.ts';
import { placeRow, type RowBatch } from './formats/format.ts';

/** A cell as the number that its column's writer takes; undefined where it does not fit the column. */
type CellReader = (cell: Cell) => number | undefined;

/** Makes features of rows whose columns have these names. Throws SearchError InvalidDataset where one is missing. */
export function rowEncoder(
  { columns, features }: Pick<TablePreprocessing, 'columns' | 'features'>,
  names: readonly string[],
  file: string,
): (batch: RowBatch) => Float32Array {
  let offset = 0;
  const parts = columns.map((encoding) => {
    const index = names.indexOf(encoding.column);
    if (index === -1) throw missingColumn(encoding.column, names, file);
    const writer = createColumnWriter(encoding);
    const part = { index, writer, offset, read: cellReader(encoding), column: encoding.column };
    offset += writer.features.length;
    return part;
  });
  const width = features.length;
  return (batch) => {
    const out = new Float32Array(batch.rows.length * width);
    batch.rows.forEach((row, at) => {
      for (const { index, writer, offset, read, column } of parts) {
        const cell = row[index] ?? null;
        const value = read(cell);
        if (value === undefined) throw misfit(cell, column, placeRow(batch, batch.firstRow + at), file);
        writer.write(value, out, at * width + offset);
      }
    });
    return out;
  };
}

function cellReader({ encoding }: ColumnEncoding): CellReader {
  switch (encoding.kind) {
    case 'number':
      return (cell) => {
        const value = readNumber(cell, true);
        return value === Infinity || value === -Infinity ? undefined : value;
      };
    case 'date':
      return (cell) => readDate(cell, encoding.format, true);
    case 'boolean': {
      const meanings = new Map([
        ...encoding.falsy.map((text) => [text, 0] as const),
        ...encoding.truthy.map((text) => [text, 1] as const),
      ]);
      return (cell) => {
        const text = cellText(cell)?.toLowerCase();
        return text === undefined ? Number.NaN : meanings.get(text);
      };
    }
    case 'category': {
      const indices = new Map(encoding.values.map((value, index) => [value, index]));
      return (cell) => {
        const text = cellText(cell);
        return text === undefined ? Number.NaN : (indices.get(text) ?? otherValue);
      };
    }
  }
}

export const missingColumn = (column: string, names: readonly string[], file: string): SearchError =>
  new SearchError('InvalidDataset', `The column ${shown(column)}, which the model needs, is not there`, {
    place: { file },
    wayOut: suggestion(column, names),
  });

export const misfit = (cell: Cell, column: string, row: number, file: string): SearchError =>
  new SearchError('InvalidDataset', `${shown(cell)} does not fit the column, as the model knows it`, {
    place: { file, row, column },
    wayOut: 'Correct the value, or leave the cell empty',
  });
