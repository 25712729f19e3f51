import type { DatasetSource } from '../shared/dataset.ts';
import type { Preprocessing } from '../shared/preprocessing.ts';
import { type RowEncoder, rowEncoder } from './encode-rows.ts';
import type { FeatureBatch } from './feature-batch.ts';
import { encodeImages } from './images/encode-images.ts';
import { holdsImages } from './images/kinds/file-names.ts';
import { readTable } from './read-table.ts';
import { encodeSequences } from './sequences/encode-sequences.ts';

/**
 * New data of any kind as the preprocessing makes features of it, a batch at a time, so that memory is bounded; the first comes
 * even where there are no rows. Throws SearchError InvalidDataset where the data is not as the model needs it.
 */
export async function* readFeatures(source: DatasetSource, preprocessing: Preprocessing): AsyncGenerator<FeatureBatch> {
  if (preprocessing.kind === 'sequences') {
    yield* encodeSequences(source, preprocessing);
    return;
  }
  if (preprocessing.kind === 'images' && holdsImages(source.name)) {
    yield* encodeImages(source, preprocessing);
    return;
  }
  let encode: RowEncoder | undefined;
  for await (const batch of readTable(source)) {
    encode ??= rowEncoder(preprocessing, batch.columns, source.name);
    yield { columns: batch.columns, rows: batch.rows, features: encode(batch) };
  }
}
