import type { DatasetSource, PrepareSettings } from '../../../shared/dataset.ts';
import { SearchError } from '../../../shared/errors.ts';
import { placeRow } from '../../formats/format.ts';
import { invalid } from '../../invalid.ts';
import { planColumns } from '../../plan-columns.ts';
import { readColumns, type StoredTable } from '../../read-columns.ts';
import { findTarget } from '../../target.ts';
import { parseShape } from '../shape.ts';
import type { ImageSet, ReadImage } from './image-set.ts';

/** A table whose columns are the pixels of an image. */
export interface PixelTable {
  readonly images: ImageSet;
  /** The columns beside the pixels. */
  readonly table: StoredTable;
  readonly target: string;
  /** Names of the columns that are pixels: row by row, channels last. */
  readonly pixelColumns: readonly string[];
}

/**
 * Reads a table whose columns, but for the target and those that divide the rows, are images of the shape that the settings
 * give. Throws SearchError InvalidDataset where they are not, InvalidSpec where the settings contradict the table.
 */
export async function pixelTable(source: DatasetSource, settings: PrepareSettings): Promise<PixelTable> {
  const file = source.name;
  let pixelColumns: readonly string[] = [];
  const read = await readColumns(source, (names) => {
    const { declared, unbounded } = planColumns(names, settings, file);
    pixelColumns = pixelsAmong(names, settings, file);
    return { unbounded, declared: new Map([...declared, ...pixelColumns.map((name) => [name, 'number'] as const)]) };
  });
  const shape = shapeOf(settings, pixelColumns.length, file);
  const values = gather(read, pixelColumns);
  const isPixel = new Set(pixelColumns);
  const kept = read.names.flatMap((name, index) => (isPixel.has(name) ? [] : [index]));
  const [height, width, channels] = shape;
  const size = height * width * channels;
  return {
    images: {
      file,
      pixels: 'numbers',
      rows: read.rows,
      notes: [],
      async *sizes() {
        yield { size: { height, width } };
      },
      async *read(rows): AsyncGenerator<ReadImage> {
        for (const row of rows) {
          yield { row, picture: { height, width, channels, values: values.subarray(row * size, (row + 1) * size) } };
        }
      },
    },
    table: {
      ...read,
      names: kept.map((index) => read.names[index] ?? ''),
      columns: kept.flatMap((index) => read.columns[index] ?? []),
    },
    target: findTarget(settings, read.names, file),
    pixelColumns,
  };
}

/** All columns but the target, those that divide the rows, and those that are told to be left out. */
function pixelsAmong(names: readonly string[], settings: PrepareSettings, file: string): string[] {
  const { group, time } = settings.validation;
  const others = new Set([findTarget(settings, names, file), group, time]);
  return names.filter((name) => !others.has(name) && settings.columns[name] !== 'drop');
}

const mostChannels = 16;

function shapeOf({ images }: PrepareSettings, columns: number, file: string): [number, number, number] {
  const { height, width, channels = columns / (height * width) } = parseShape(images.shape ?? '');
  if (Number.isInteger(channels) && channels <= mostChannels && height * width * channels === columns) {
    return [height, width, channels];
  }
  throw new SearchError(
    'InvalidSpec',
    `The images are told to be ${images.shape}, and ${columns} columns are left to be their pixels`,
    {
      place: { key: 'images.shape', file },
      wayOut: 'Give the shape that they have, or leave columns out: "drop" in "columns"',
    },
  );
}

/** Row-major [rows, pixels]; held as bytes where all are. */
function gather(table: StoredTable, pixelColumns: readonly string[]): Uint8Array | Float32Array {
  const columns = pixelColumns.map((name) => {
    const column = table.columns[table.names.indexOf(name)];
    if (column?.kind !== 'number') throw new RangeError(`column ${JSON.stringify(name)} holds no numbers`);
    if (column.missing === 0) return column.values;
    throw invalid(
      'a pixel is missing',
      { file: table.file, row: placeRow(table, column.values.findIndex(Number.isNaN)), column: name },
      'Fill it in, or take the row out',
    );
  });
  const length = table.rows * columns.length;
  const isByte = (value: number): boolean => value >= 0 && value <= 255 && Number.isInteger(value);
  const values = columns.every((column) => column.every(isByte)) ? new Uint8Array(length) : new Float32Array(length);
  columns.forEach((column, at) => {
    for (let row = 0; row < table.rows; row++) values[row * columns.length + at] = column[row] ?? 0;
  });
  return values;
}
