import type {
  DatasetDescription,
  DatasetSource,
  PreparedDataset,
  PrepareSettings,
  TablePreprocessing,
} from '../shared/dataset.ts';
import { contentHash } from '../shared/hash.ts';
import type { TrainingData } from '../shared/trainer.ts';
import { encodeTargets, featureNames, fitPreprocessing, writeFeatures } from './encode-table.ts';
import { hashContent } from './hash-content.ts';
import { planColumns } from './plan-columns.ts';
import { readColumns } from './read-columns.ts';
import { splitTable } from './split-table.ts';
import { findTarget, understandTarget } from './target.ts';
import { understandFeatures } from './understand-features.ts';

/**
 * Reads a table, understands its columns and divides its rows. What is fitted is fitted later, when a fold is asked for, on
 * that fold's training rows. Throws SearchError InvalidDataset, or InvalidSpec where the settings contradict the data.
 */
export async function prepareTable(source: DatasetSource, settings: PrepareSettings): Promise<PreparedDataset> {
  const file = source.name;
  const table = await readColumns(source, (names) => planColumns(names, settings, file));
  const targetName = findTarget(settings, table.names, file);
  const target = understandTarget(table, targetName, settings);
  const { features, columns } = understandFeatures(table, target, settings);
  const division = splitTable(table, target, settings);
  const { unsealed, sealed, folds } = division;
  const fit = (rows: Int32Array): TablePreprocessing =>
    fitPreprocessing({ features, target, file, scaling: settings.scaling }, rows);
  const everywhere = Int32Array.from(unsealed.keys());
  let refitted: TablePreprocessing | undefined;
  const refit = (): TablePreprocessing => (refitted ??= fit(unsealed));

  const encode = (preprocessing: TablePreprocessing, training: Int32Array, validation: Int32Array): TrainingData => {
    const { task, targetScale, featureShape } = preprocessing;
    return {
      task,
      features: writeFeatures(preprocessing, features, unsealed),
      rows: unsealed.length,
      featureShape,
      targets: encodeTargets(target, unsealed, targetScale),
      outputs: task === 'regression' ? 1 : target.classes.length,
      ...(targetScale === undefined ? {} : { targetScale }),
      training,
      validation,
    };
  };

  return {
    description: describe(),
    fold(index) {
      const fold = folds[index];
      if (fold === undefined) throw new RangeError(`fold ${index} of ${folds.length}`);
      return encode(fit(fold.training.map((position) => unsealed[position] ?? 0)), fold.training, fold.validation);
    },
    refit: () => ({ data: encode(refit(), everywhere, new Int32Array(0)), preprocessing: refit() }),
    sealed: () => ({
      features: writeFeatures(refit(), features, sealed),
      targets: encodeTargets(target, sealed, undefined),
      rows: sealed.length,
      rowNumbers: sealed,
    }),
  };

  function describe(): DatasetDescription {
    const preprocessing = refit();
    const classCounts = target.classes.map(() => 0);
    for (const rows of target.classes.length > 0 ? [unsealed, sealed] : []) {
      for (const row of rows) classCounts[target.values[row] ?? 0] = (classCounts[target.values[row] ?? 0] ?? 0) + 1;
    }
    const featuresOf = new Map(columns.map(({ name }) => [name, [] as string[]]));
    for (const encoding of preprocessing.columns) featuresOf.set(encoding.column, featureNames(encoding));
    return {
      name: file,
      kind: 'table',
      hash: contentHash({
        content: hashContent(features, target, division),
        settings: settings.scaling,
        preprocessing: preprocessing.version,
      }),
      rows: unsealed.length + sealed.length,
      task: target.task,
      target: target.name,
      classes: [...target.classes],
      classCounts,
      columns: columns.map((column) => ({ ...column, features: featuresOf.get(column.name) ?? [] })),
      featureShape: preprocessing.featureShape,
      folds: folds.length,
      trainingRows: folds[0]?.training.length ?? 0,
      validationRows: folds[0]?.validation.length ?? 0,
      sealedRows: sealed.length,
      notes: [...target.notes, ...division.notes],
    };
  }
}
