import type { DatasetSource } from '../shared/dataset.ts';
import { sizeOf } from '../shared/layers.ts';
import type { Preprocessing } from '../shared/preprocessing.ts';
import { type RowEncoder, rowEncoder } from './encode-rows.ts';
import { encodeImageRows } from './images/encode-images.ts';
import { holdsImages } from './images/kinds/file-names.ts';
import { readTable } from './read-table.ts';
import { encodeSequenceRows } from './sequences/encode-sequences.ts';
import { encodeWindows } from './series/encode-windows.ts';

/**
 * Features of the rows with these numbers, in their order, as another model's preprocessing makes them. Other rows are passed
 * over, whatever is in them; of a series, rows are what windows end with, and of sequences steps of those that are meant. Throws SearchError InvalidDataset where a column is missing or a value does not fit it.
 */
export async function encodeRows(
  source: DatasetSource,
  preprocessing: Preprocessing,
  rowNumbers: Int32Array,
): Promise<Float32Array> {
  if (preprocessing.kind === 'series') return encodeWindows(source, preprocessing, rowNumbers);
  if (preprocessing.kind === 'sequences') return encodeSequenceRows(source, preprocessing, rowNumbers);
  if (preprocessing.kind === 'images' && holdsImages(source.name)) {
    return encodeImageRows(source, preprocessing, rowNumbers);
  }
  const width = sizeOf(preprocessing.featureShape);
  const places = new Map(Array.from(rowNumbers, (row, place) => [row, place]));
  const features = new Float32Array(rowNumbers.length * width);
  let encode: RowEncoder | undefined;
  for await (const batch of readTable(source)) {
    encode ??= rowEncoder(preprocessing, batch.columns, source.name);
    for (const [at, cells] of batch.rows.entries()) {
      const row = batch.firstRow + at;
      const place = places.get(row);
      if (place !== undefined) features.set(encode({ ...batch, firstRow: row, rows: [cells] }), place * width);
    }
  }
  return features;
}
