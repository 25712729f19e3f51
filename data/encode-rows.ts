import { SearchError } from '../shared/errors.ts';
import { suggestion } from '../shared/nearest.ts';
import type {
  ColumnEncoding,
  ImagePreprocessing,
  Preprocessing,
  TablePreprocessing,
  TextPreprocessing,
} from '../shared/preprocessing.ts';
import { type Cell, cellText, shown } from './cell.ts';
import { createColumnWriter, otherValue } from './column-writer.ts';
import { readDate, readNumber } from './columns/read-cell.ts';
import { placeRow, type RowBatch } from './formats/format.ts';
import { encodePixels } from './images/encode-pixels.ts';
import { textWriter } from './text/encode-text.ts';

/** A cell as the number that its column's writer takes; undefined where it does not fit the column. */
type CellReader = (cell: Cell) => number | undefined;

/** Makes features of a table's rows. */
export type RowEncoder = (batch: RowBatch) => Float32Array;

/** The encoder of rows whose columns have these names. Throws SearchError InvalidDataset where one that is needed is missing. */
export function rowEncoder(preprocessing: Preprocessing, names: readonly string[], file: string): RowEncoder {
  if (preprocessing.kind === 'text') return textEncoder(preprocessing, names, file);
  return preprocessing.kind === 'images'
    ? pixelEncoder(preprocessing, names, file)
    : tableEncoder(preprocessing, names, file);
}

function tableEncoder(
  { columns, features }: Pick<TablePreprocessing, 'columns' | 'features'>,
  names: readonly string[],
  file: string,
): RowEncoder {
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

/** Of images whose pixels are columns. */
function pixelEncoder(preprocessing: ImagePreprocessing, names: readonly string[], file: string): RowEncoder {
  const { columns } = preprocessing;
  if (columns === undefined) {
    throw new SearchError('InvalidDataset', 'The model takes images, and this is a table', {
      place: { file },
      wayOut: 'Give a folder or zip of images, one image, or an .npz',
    });
  }
  const places = columns.map((column) => {
    const index = names.indexOf(column);
    if (index === -1) throw missingColumn(column, names, file);
    return { column, index };
  });
  return (batch) => {
    const pixels = new Float32Array(batch.rows.length * places.length);
    batch.rows.forEach((row, at) => {
      places.forEach(({ column, index }, place) => {
        const cell = row[index] ?? null;
        const value = readNumber(cell, true) ?? Number.NaN;
        if (!Number.isFinite(value)) throw misfit(cell, column, placeRow(batch, batch.firstRow + at), file);
        pixels[at * places.length + place] = value;
      });
    });
    return encodePixels(pixels, Int32Array.from(batch.rows.keys()), places.length, preprocessing);
  };
}

function textEncoder(preprocessing: TextPreprocessing, names: readonly string[], file: string): RowEncoder {
  const { column, featureShape } = preprocessing;
  const place = names.indexOf(column);
  if (place === -1) throw missingColumn(column, names, file);
  const write = textWriter(preprocessing);
  return ({ rows }) => {
    const out = new Float32Array(rows.length * (featureShape[0] ?? 1));
    rows.forEach((cells, row) => write(cellText(cells[place] ?? null) ?? '', out, row));
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
