import type { ColumnDescription, PrepareSettings } from '../shared/dataset.ts';
import type { ColumnEncoding, Preprocessing, TablePreprocessing } from '../shared/preprocessing.ts';
import { type ColumnWriter, createColumnWriter, otherValue } from './column-writer.ts';
import type { StoredColumn } from './columns/column.ts';
import { type FeatureColumn, fitColumn } from './fit/fit-column.ts';
import { fitOutputs } from './fit/fit-outputs.ts';
import { invalid } from './invalid.ts';
import { limits } from './limits.ts';
import { parseBoolean } from './parse-boolean.ts';
import type { Target } from './target.ts';

export interface FittedFrom {
  readonly features: readonly FeatureColumn[];
  readonly target: Target;
  readonly scaling: PrepareSettings['scaling'];
  readonly file: string;
}

/** Fits all encodings, and the target's scale, on the rows of the table. Throws SearchError InvalidDataset: too many features, or none. */
export function fitPreprocessing(
  { features, target, scaling, file }: FittedFrom,
  rows: Int32Array,
): TablePreprocessing {
  const columns = features.map((column) => fitColumn(column, rows, scaling));
  const names = columns.flatMap(featureNames);
  checkFeatures(names.length, rows.length, file);
  return {
    ...fitOutputs(target, rows),
    kind: 'table',
    featureShape: [names.length],
    features: names,
    columns,
  };
}

/** Names of the features that a column becomes. */
export const featureNames = (encoding: ColumnEncoding): string[] => [...createColumnWriter(encoding).features];

/** The columns with the names of what they become; of those that have no encoding, none. */
export function withFeatures(
  columns: readonly Omit<ColumnDescription, 'features'>[],
  encodings: readonly ColumnEncoding[],
): ColumnDescription[] {
  const names = new Map(encodings.map((encoding) => [encoding.column, featureNames(encoding)]));
  return columns.map((column) => ({ ...column, features: names.get(column.name) ?? [] }));
}

/** Row-major [rows, features] of the table's rows. */
export function writeFeatures(
  { columns, features: names }: Pick<TablePreprocessing, 'columns' | 'features'>,
  features: readonly FeatureColumn[],
  rows: Int32Array,
): Float32Array {
  const width = names.length;
  const out = new Float32Array(rows.length * width);
  let offset = 0;
  columns.forEach((encoding, index) => {
    const column = features[index];
    if (column === undefined) throw new RangeError(`no column of the table for encoding ${index}`);
    const writer = createColumnWriter(encoding);
    writeColumn(writer, storedReader(column.stored, encoding), rows, out, { width, offset });
    offset += writer.features.length;
  });
  return out;
}

function writeColumn(
  writer: ColumnWriter,
  read: (row: number) => number,
  rows: Int32Array,
  out: Float32Array,
  { width, offset }: { readonly width: number; readonly offset: number },
): void {
  for (let i = 0; i < rows.length; i++) writer.write(read(rows[i] ?? 0), out, i * width + offset);
}

/** A stored value as its writer takes it. */
function storedReader(stored: StoredColumn, { column, encoding }: ColumnEncoding): (row: number) => number {
  if (stored.kind === 'nothing') throw new RangeError(`column ${JSON.stringify(column)} was not kept`);
  if (stored.kind !== 'text') return (row) => stored.values[row] ?? NaN;
  const { codes, texts } = stored;
  const values = Float64Array.from(texts, textReader(encoding));
  return (row) => {
    const code = codes[row] ?? -1;
    return code >= 0 ? (values[code] ?? NaN) : code === -1 ? NaN : otherValue;
  };
}

function textReader(encoding: ColumnEncoding['encoding']): (text: string) => number {
  if (encoding.kind === 'boolean') return (text) => parseBoolean(text) ?? NaN;
  if (encoding.kind !== 'category') throw new RangeError(`texts do not become a ${encoding.kind}`);
  const indices = new Map(encoding.values.map((value, index) => [value, index]));
  return (text) => indices.get(text) ?? otherValue;
}

/** [rows]: class indices, or the target standardised (in its own unit where no scale is given). */
export function encodeTargets({ values }: Target, rows: Int32Array, scale: Preprocessing['targetScale']): Float32Array {
  const { mean, scale: unit } = scale ?? { mean: 0, scale: 1 };
  return Float32Array.from(rows, (row) => ((values[row] ?? NaN) - mean) / unit);
}

function checkFeatures(features: number, rows: number, file: string): void {
  if (features === 0) {
    throw invalid(
      'nothing is left to learn from: no column varies among the training rows',
      { file },
      'Add columns, or divide the rows in another way',
    );
  }
  const wayOut = 'Leave columns out, or pool values: "drop" or "number" in "columns"';
  if (features > limits.features) {
    throw invalid(`the columns become ${features} features; the limit is ${limits.features}`, { file }, wayOut);
  }
  if (features * rows > limits.featureCells) {
    throw invalid(
      `${rows} rows of ${features} features are more than ${limits.featureCells} numbers, which is the limit`,
      { file },
      'Take a sample of the rows, or leave columns out',
    );
  }
}
