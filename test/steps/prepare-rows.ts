import type { PreparedDataset, PrepareSettings } from '../../shared/dataset.ts';
import type { TrainingData } from '../../shared/trainer.ts';
import { fakePrepareDataset, textSource } from './fake-dataset.ts';

/** The rows of a dataset that are named, in this order. */
function rowsOf(data: TrainingData, rows: readonly number[]) {
  const width = data.features.length / data.rows;
  return {
    features: Float32Array.from(
      rows.flatMap((row) => Array.from(data.features.subarray(row * width, (row + 1) * width))),
    ),
    targets: Float32Array.from(rows, (row) => data.targets[row] ?? Number.NaN),
    rows: rows.length,
  };
}
const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, at) => from + at);

/** A function that gives these rows in place of any dataset: of those that validate, half are sealed. */
export const prepareRows =
  (all: TrainingData) =>
  async (_source: unknown, settings: PrepareSettings): Promise<PreparedDataset> => {
    const half = all.validation.length / 2;
    const sealed = Array.from(all.validation.slice(half));
    const open = rowsOf(all, [...all.training, ...all.validation.slice(0, half)]);
    const trained = all.training.length;
    const fake = await fakePrepareDataset(textSource('rows.csv', ''), settings);
    const classes = Array.from({ length: all.outputs }, (_, index) => String(index));
    return {
      description: {
        ...fake.description,
        classes,
        classCounts: classes.map((_, index) => all.targets.filter((target) => target === index).length),
        rows: all.rows,
        featureShape: [...all.featureShape],
        vocabulary: all.vocabulary,
        trainingRows: trained,
        validationRows: open.rows - trained,
        sealedRows: sealed.length,
      },
      fold: () => ({ ...all, ...open, training: range(0, trained), validation: range(trained, open.rows) }),
      refit: () => ({
        data: { ...all, ...open, training: range(0, open.rows), validation: new Int32Array() },
        preprocessing: { ...fake.refit().preprocessing, classes, featureShape: [...all.featureShape] },
      }),
      sealed: () => ({ ...rowsOf(all, sealed), rowNumbers: Int32Array.from(sealed) }),
    };
  };
