import { z } from 'zod';
import { writeJson } from '../artifact-store.ts';
import { type DatasetDescription, datasetDescriptionSchema } from '../dataset.ts';
import { defaultSpace } from '../default-space.ts';
import { checkMetric, defaultMetric } from '../metrics.ts';
import { type Spec, specSchema } from '../spec.ts';
import type { PrepareContext } from './context.ts';
import { searchKeys } from './keys.ts';
import { findArtifact } from './read-artifact.ts';
import type { Settings } from './settings.ts';
import { parseInput, searchIdSchema } from './step-input.ts';
import { writeSealedRows, writeTrainingData } from './training-data.ts';

export const prepareInputSchema = z.object({ searchId: searchIdSchema, spec: specSchema });
export type PrepareInput = z.infer<typeof prepareInputSchema>;
export interface PrepareOutput {
  readonly searchId: string;
  readonly rows: number;
  readonly features: number;
}

/**
 * Reads the dataset once and writes all that later steps need of it. Nothing is done again where it was done before.
 * Throws SearchError InvalidSpec, InvalidDataset or NotFound.
 */
export async function prepare(input: PrepareInput, context: PrepareContext): Promise<PrepareOutput> {
  const { searchId, spec } = parseInput(prepareInputSchema, input);
  const dataset =
    (await findArtifact(context.store, searchKeys(searchId).dataset, datasetDescriptionSchema)) ??
    (await prepareAnew(searchId, spec, context));
  const output = { searchId, rows: dataset.rows, features: featuresOf(dataset) };
  context.emit({ type: 'prepared', ...output });
  return output;
}

async function prepareAnew(searchId: string, spec: Spec, context: PrepareContext): Promise<DatasetDescription> {
  const { store } = context;
  const keys = searchKeys(searchId);
  await writeJson(store, keys.spec, spec, { ifAbsent: true });
  await writeJson(store, keys.state, { startedAt: context.now() }, { ifAbsent: true });
  const prepared = await context.prepareDataset(await context.openSource(spec.dataset), spec);
  const { description } = prepared;
  const settings = settle(spec, description);
  for (let fold = 0; fold < description.folds; fold++) {
    await writeTrainingData(store, keys.fold(fold), prepared.fold(fold));
  }
  const { data, preprocessing } = prepared.refit();
  await writeTrainingData(store, keys.refit, data);
  await writeJson(store, keys.preprocessing, preprocessing);
  await writeSealedRows(store, keys.sealed, prepared.sealed());
  await writeJson(store, keys.settings, settings);
  await writeJson(store, keys.dataset, description);
  return description;
}

/** Fills in what the data decides. Throws SearchError InvalidSpec where the metric is not one of the task. */
function settle(spec: Spec, dataset: DatasetDescription): Settings {
  const { task, target } = dataset;
  const metric = spec.metric ?? defaultMetric(task);
  checkMetric(task, metric);
  const shape = { task, rows: dataset.trainingRows, features: featuresOf(dataset), outputs: outputsOf(dataset) };
  return { ...spec, task, target, metric, space: spec.space ?? defaultSpace(shape) };
}

export const featuresOf = ({ featureShape }: DatasetDescription): number =>
  featureShape.reduce((product, side) => product * side, 1);

/** Number of classes; 1 for regression. */
export const outputsOf = ({ task, classes }: DatasetDescription): number =>
  task === 'regression' ? 1 : classes.length;
