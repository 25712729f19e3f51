import type { Cell } from '../../data/cell.ts';
import { readTable } from '../../data/read-table.ts';
import type { DatasetSource } from '../../shared/dataset.ts';
import { SearchError } from '../../shared/errors.ts';
import type { Trainer } from '../../shared/trainer.ts';
import { inUnit } from './answers.ts';
import { rowEncoder } from './encode-rows.ts';
import type { FoundModel } from './find-model.ts';

/** Some rows of the input with what the model gave for them. */
export interface PredictedRows {
  /** The input's columns: the same each time. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Row-major [rows, outputs]: probabilities of the classes, or the prediction in the target's own unit. */
  readonly values: Float32Array;
}

/**
 * Predicts a table a batch at a time, so that memory is bounded; the first batch comes even where there are no rows. The
 * trainer is started when there is something to predict. Throws SearchError InvalidDataset, InvalidModel, EngineUnavailable.
 */
export async function* predictTable(
  source: DatasetSource,
  found: FoundModel,
  startTrainer: () => Promise<Trainer>,
): AsyncGenerator<PredictedRows> {
  const { preprocessing } = found;
  let encode: ReturnType<typeof rowEncoder> | undefined;
  let trainer: Trainer | undefined;
  for await (const batch of readTable(source)) {
    const { columns, rows } = batch;
    encode ??= rowEncoder(preprocessing, columns, source.name);
    const features = encode(batch);
    if (rows.length === 0) yield { columns, rows, values: new Float32Array(0) };
    else {
      trainer ??= await startTrainer();
      yield { columns, rows, values: inUnit(await run(trainer, found, features, rows.length), preprocessing) };
    }
  }
}

async function run(
  trainer: Trainer,
  { model, preprocessing, path }: FoundModel,
  features: Float32Array,
  rows: number,
): Promise<Float32Array> {
  const outputs = preprocessing.task === 'regression' ? 1 : preprocessing.classes.length;
  const invalid = (why: string, cause?: unknown): SearchError =>
    new SearchError('InvalidModel', `The model in ${path} cannot be run: ${why}`, {
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
