import type { DatasetSource, PreparedDataset, PrepareSettings } from '../../shared/dataset.ts';
import { contentHash } from '../../shared/hash.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { TrainingData } from '../../shared/trainer.ts';

const rows = 60;
const sealedRows = 30;
const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);

/** A dataset of one feature that tells the class (or is the target), made of nothing: any file will do. */
export async function fakePrepareDataset(source: DatasetSource, settings: PrepareSettings): Promise<PreparedDataset> {
  const { folds } = settings.validation;
  const task = settings.task ?? 'multiclass';
  const outputs = task === 'regression' ? 1 : task === 'binary' ? 2 : 3;
  const classOf = (row: number): number => row % Math.max(2, outputs);
  const data = (training: Int32Array, validation: Int32Array): TrainingData => ({
    task,
    features: Float32Array.from({ length: rows * 2 }, (_, at) => (at % 2 === 0 ? classOf(at / 2) : at / 100)),
    rows,
    featureShape: [2],
    targets: Float32Array.from({ length: rows }, (_, row) => classOf(row)),
    outputs,
    targetScale: task === 'regression' ? { mean: 10, scale: 2 } : undefined,
    training,
    validation,
  });
  const size = rows / Math.max(4, folds);
  const classes = task === 'regression' ? [] : Array.from({ length: outputs }, (_, index) => `class ${index}`);
  const encoding = { kind: 'number', impute: 0, indicator: false, mean: 0, scale: 1 } as const;
  return {
    description: {
      name: source.name.replace(/\.[a-z]+$/, ''),
      kind: 'table',
      hash: contentHash({ settings, name: source.name }),
      rows: rows + sealedRows,
      task,
      target: settings.target ?? 'species',
      classes,
      classCounts: classes.map(() => (rows + sealedRows) / outputs),
      columns: ['a', 'b'].map((name) => ({ name, type: 'number' as const, missing: 0, features: [name] })),
      featureShape: [2],
      folds,
      trainingRows: rows - size,
      validationRows: size,
      sealedRows,
      notes: [],
    },
    fold: (fold) =>
      data(
        Int32Array.from([...range(0, fold * size), ...range((fold + 1) * size, rows)]),
        range(fold * size, (fold + 1) * size),
      ),
    refit: () => ({
      data: data(range(0, rows), new Int32Array()),
      preprocessing: {
        version: 2,
        kind: 'table',
        task,
        target: settings.target ?? 'species',
        classes,
        featureShape: [2],
        features: ['a', 'b'],
        columns: ['a', 'b'].map((column) => ({ column, encoding })),
      },
    }),
    sealed: () => ({
      rows: sealedRows,
      features: Float32Array.from({ length: sealedRows * 2 }, (_, at) => (at % 2 === 0 ? classOf(at / 2) : at / 100)),
      targets: Float32Array.from({ length: sealedRows }, (_, row) =>
        task === 'regression' ? 10 + 2 * classOf(row) : classOf(row),
      ),
      rowNumbers: range(0, sealedRows),
    }),
  };
}

/** The two features of a row, whatever was fitted. */
export const fakeEncodeRows = async (
  _source: DatasetSource,
  { classes, task }: Preprocessing,
  rowNumbers: Int32Array,
): Promise<Float32Array> => {
  const kinds = task === 'regression' ? 2 : classes.length;
  return Float32Array.from(Array.from(rowNumbers).flatMap((row) => [row % kinds, (2 * row + 1) / 100]));
};

/** A source whose bytes are the text. */
export function textSource(name: string, text: string): DatasetSource {
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    byteLength: bytes.length,
    async *read(start = 0, end = bytes.length) {
      yield bytes.subarray(start, end);
    },
  };
}
