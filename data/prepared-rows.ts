import type { DatasetDescription, PreparedDataset } from '../shared/dataset.ts';
import type { Preprocessing } from '../shared/preprocessing.ts';
import type { TrainingData } from '../shared/trainer.ts';
import { encodeTargets } from './encode-table.ts';
import type { Division } from './split-table.ts';
import type { Target } from './target.ts';

/** How the rows of one kind of data become features. */
export interface RowEncoding<P extends Preprocessing> {
  readonly target: Target;
  readonly division: Division;
  /** Fits all that is fitted on these rows alone. */
  fit(rows: Int32Array): P;
  /** Row-major [rows, ...featureShape]. */
  write(preprocessing: P, rows: Int32Array): Float32Array;
  /** Where a divided row stands in the file; by default rows are the file's own. */
  readonly rowNumber?: (row: number) => number;
  /** Of text: how many tokens there are. */
  readonly vocabulary?: (preprocessing: P) => number;
  /** What only this kind of data can tell; `refitted` is fitted on all unsealed rows. */
  describe(refitted: P): Pick<DatasetDescription, 'name' | 'kind' | 'hash' | 'columns' | 'notes'>;
}

/** A dataset of divided rows: folds are fitted and encoded when they are asked for. */
export function preparedRows<P extends Preprocessing>({
  target,
  division,
  fit,
  write,
  rowNumber,
  vocabulary,
  describe,
}: RowEncoding<P>): PreparedDataset {
  const { unsealed, sealed, folds } = division;
  const everywhere = Int32Array.from(unsealed.keys());
  let refitted: P | undefined;
  const refit = (): P => (refitted ??= fit(unsealed));
  const outputs = target.task === 'regression' ? 1 : target.classes.length;

  const vocabularyOf = (preprocessing: P): Pick<TrainingData, 'vocabulary'> =>
    vocabulary === undefined ? {} : { vocabulary: vocabulary(preprocessing) };

  const encode = (preprocessing: P, training: Int32Array, validation: Int32Array): TrainingData => {
    const { task, targetScale, featureShape } = preprocessing;
    return {
      task,
      features: write(preprocessing, unsealed),
      rows: unsealed.length,
      featureShape,
      targets: encodeTargets(target, unsealed, targetScale),
      outputs,
      ...vocabularyOf(preprocessing),
      ...(targetScale === undefined ? {} : { targetScale }),
      training,
      validation,
    };
  };

  return {
    description: {
      ...describe(refit()),
      rows: unsealed.length + sealed.length,
      task: target.task,
      target: target.name,
      classes: [...target.classes],
      classCounts: countClasses(target, division),
      featureShape: refit().featureShape,
      ...vocabularyOf(refit()),
      folds: folds.length,
      trainingRows: folds[0]?.training.length ?? 0,
      validationRows: folds[0]?.validation.length ?? 0,
      sealedRows: sealed.length,
    },
    fold(index) {
      const fold = folds[index];
      if (fold === undefined) throw new RangeError(`fold ${index} of ${folds.length}`);
      return encode(fit(fold.training.map((position) => unsealed[position] ?? 0)), fold.training, fold.validation);
    },
    refit: () => ({ data: encode(refit(), everywhere, new Int32Array(0)), preprocessing: refit() }),
    sealed: () => ({
      features: write(refit(), sealed),
      targets: encodeTargets(target, sealed, undefined),
      rows: sealed.length,
      rowNumbers: rowNumber === undefined ? sealed : sealed.map(rowNumber),
    }),
  };
}

function countClasses(target: Target, { unsealed, sealed }: Division): number[] {
  const counts = target.classes.map(() => 0);
  if (counts.length === 0) return counts;
  for (const rows of [unsealed, sealed]) {
    for (const row of rows) counts[target.values[row] ?? 0] = (counts[target.values[row] ?? 0] ?? 0) + 1;
  }
  return counts;
}
