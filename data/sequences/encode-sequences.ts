import type { DatasetSource } from '../../shared/dataset.ts';
import { sizeOf } from '../../shared/layers.ts';
import type { SequencePreprocessing } from '../../shared/preprocessing.ts';
import type { FeatureBatch } from '../feature-batch.ts';
import { invalid } from '../invalid.ts';
import { readSequences } from './read-sequences.ts';

/** Numbers that are made at once. */
const mostNumbers = 4_000_000;

/**
 * The sequences of new data as rows of their id and, where the file has it, their target: a batch at a time, though the file is
 * read as a whole, as rows of a sequence may lie anywhere in it. Throws SearchError InvalidDataset.
 */
export async function* encodeSequences(
  source: DatasetSource,
  preprocessing: SequencePreprocessing,
): AsyncGenerator<FeatureBatch> {
  const { id, target, featureShape } = preprocessing;
  const { ids, labels, features } = await readSequences(source, preprocessing);
  const columns = labels === undefined ? [id] : [id, target];
  const size = sizeOf(featureShape);
  const most = Math.max(1, Math.floor(mostNumbers / size));
  for (let from = 0; from === 0 || from < ids.length; from += most) {
    const which = Int32Array.from(ids.slice(from, from + most), (_, at) => from + at);
    yield {
      columns,
      rows: Array.from(which, (at) => [ids[at] ?? '', ...(labels === undefined ? [] : [labels[at] ?? null])]),
      features: features(which),
    };
  }
}

/**
 * The sequences that these rows are steps of, in the rows' order, as another model's preprocessing makes them. Throws SearchError
 * InvalidDataset where a row is of none, a column is missing or a value does not fit it.
 */
export async function encodeSequenceRows(
  source: DatasetSource,
  preprocessing: SequencePreprocessing,
  rowNumbers: Int32Array,
): Promise<Float32Array> {
  const { sequences, features } = await readSequences(source, preprocessing);
  const { rows, starts } = sequences;
  const sequenceOf = new Map<number, number>();
  starts.subarray(0, -1).forEach((start, sequence) => {
    for (const row of rows.subarray(start, starts[sequence + 1])) sequenceOf.set(row, sequence);
  });
  return features(
    rowNumbers.map((row) => {
      const sequence = sequenceOf.get(row);
      if (sequence !== undefined) return sequence;
      throw invalid('a row is no step of a sequence, as the model knows them', { file: source.name });
    }),
  );
}
