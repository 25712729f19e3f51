import type { Cell } from '../data/cell.ts';
import { readFeatures } from '../data/read-features.ts';
import { type DatasetSource, outputsOf } from '../shared/dataset.ts';
import { SearchError } from '../shared/errors.ts';
import type { Trainer } from '../shared/trainer.ts';
import { type Answer, answersOf, inUnit } from './answers.ts';
import { windowsOf } from './forecast.ts';
import { openModel, type UsableModel } from './saved-model.ts';

export interface PredictRequest {
  /** Folder of a result, of a search or of models/<dataset>; or a model that was opened before. */
  readonly result: string | UsableModel;
  /**
   * A table with the columns that the search had, in any order; or images, where it had images; a series may end later, or begin later; of sequences all steps.
   */
  readonly source: DatasetSource;
  /** A series is forecast after every row with enough rows before it, and not after its end alone. */
  readonly all?: boolean;
  /** The native engine where it can be loaded, else wasm, by default. */
  readonly engine?: Trainer['engine'];
}

/** Some rows of the input with what the model says of them. */
export interface PredictedRows {
  /**
   * The input's columns, the same each time; of images, their file and what they show, where that is known; of sequences, their id and the
   * target, where the file has it.
   */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** One a row. */
  readonly answers: readonly Answer[];
  /** Row-major [rows, outputs]: probabilities of the classes, or the predictions in the target's own unit. */
  readonly values: Float32Array;
  /** Of a series, what did follow: row-major [rows, horizon], NaN where the file does not say. */
  readonly following?: Float64Array;
}

/**
 * Predicts new data a batch at a time, so that memory is bounded; the first batch comes even where there are no rows. A series is
 * read as a whole, and what comes are the rows that forecasts are made after; so are sequences, and what comes is one row each.
 * TensorFlow is loaded when there is something to predict. Throws SearchError NotFound, InvalidDataset, InvalidModel or
 * EngineUnavailable.
 */
export async function* predict({ result, source, engine, all = false }: PredictRequest): AsyncGenerator<PredictedRows> {
  const used = typeof result === 'string' ? await openModel(result) : result;
  const { preprocessing } = used;
  let trainer: Trainer | undefined;
  if (preprocessing.kind === 'series') {
    for await (const { columns, rows, features, following } of windowsOf(source, preprocessing, all)) {
      trainer ??= await startTrainer(engine);
      const values = inUnit(await run(trainer, used, features, rows.length), preprocessing);
      yield { columns, rows, answers: answersOf(values, preprocessing), values, following };
    }
    return;
  }
  for await (const { columns, rows, features } of readFeatures(source, preprocessing)) {
    if (rows.length === 0) {
      yield { columns, rows, answers: [], values: new Float32Array(0) };
      continue;
    }
    trainer ??= await startTrainer(engine);
    const values = inUnit(await run(trainer, used, features, rows.length), preprocessing);
    yield { columns, rows, answers: answersOf(values, preprocessing), values };
  }
}

async function startTrainer(engine: PredictRequest['engine']): Promise<Trainer> {
  const { createTrainer, loadBestEngine } = await import('../training/index.ts');
  return createTrainer({ engine: engine ?? (await loadBestEngine()) });
}

async function run(
  trainer: Trainer,
  { model, preprocessing, folder }: UsableModel,
  features: Float32Array,
  rows: number,
): Promise<Float32Array> {
  const outputs = outputsOf(preprocessing);
  const invalid = (why: string, cause?: unknown): SearchError =>
    new SearchError('InvalidModel', `The model in ${folder} cannot be run: ${why}`, {
      wayOut: 'Run its search anew with --fresh, or copy the whole folder again',
      cause,
    });
  const values = await trainer.predict(model, features, rows, preprocessing.featureShape).catch((cause: unknown) => {
    if (cause instanceof SearchError) throw cause;
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (values.length !== rows * outputs) throw invalid(`it gave ${values.length} values for ${rows} rows of ${outputs}`);
  return values;
}
