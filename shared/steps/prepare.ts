import { z } from 'zod';
import { writeJson } from '../artifact-store.ts';
import { type DatasetDescription, datasetDescriptionSchema } from '../dataset.ts';
import { dataShapeOf } from '../default-space/data-shape.ts';
import { defaultSpace } from '../default-space.ts';
import { SearchError } from '../errors.ts';
import { sizeOf } from '../layers.ts';
import { checkMetric, defaultMetric } from '../metrics.ts';
import { isTable } from '../network.ts';
import { checkSpaceOver } from '../search-space/network-space.ts';
import { type Spec, specSchema } from '../spec.ts';
import type { PrepareContext } from './context.ts';
import { keepEngine } from './engine.ts';
import { searchKeys } from './keys.ts';
import { writeOpponent } from './opponent.ts';
import { findArtifact, readArtifact } from './read-artifact.ts';
import { recall } from './recall.ts';
import { firstOpenRound } from './rounds.ts';
import type { Settings } from './settings.ts';
import { parseInput, searchIdSchema } from './step-input.ts';
import { writeSealedRows, writeTrainingData } from './training-data.ts';

export const prepareInputSchema = z.object({ searchId: searchIdSchema });
export type PrepareInput = z.infer<typeof prepareInputSchema>;
export interface PrepareOutput {
  readonly searchId: string;
  /** The first that is not collected whole: a search gone on with skips what is done. */
  readonly round: number;
}

/**
 * Reads the dataset of a search whose spec is written, and writes all that later steps need of it. Nothing is done again where
 * it was done before. Throws SearchError InvalidSpec, InvalidDataset, NotFound, EngineUnavailable, or ArtifactMissing where
 * there is no spec.
 */
export async function prepare(input: PrepareInput, context: PrepareContext): Promise<PrepareOutput> {
  const { searchId } = parseInput(prepareInputSchema, input);
  const { store, engine } = context;
  const keys = searchKeys(searchId);
  const spec = await readArtifact(store, keys.spec, specSchema);
  if (engine !== undefined) {
    checkEngine(spec, engine);
    await keepEngine(store, searchId, engine);
  }
  const dataset =
    (await findArtifact(store, keys.dataset, datasetDescriptionSchema)) ?? (await prepareAnew(searchId, spec, context));
  context.emit({ type: 'prepared', searchId, rows: dataset.rows, featureShape: dataset.featureShape });
  return { searchId, round: await firstOpenRound(store, searchId) };
}

function checkEngine({ engine: wanted }: Spec, engine: 'native' | 'wasm'): void {
  if (wanted === undefined || wanted === engine) return;
  throw new SearchError('EngineUnavailable', `The spec asks for the ${wanted} engine; here is ${engine}`, {
    place: { key: 'engine' },
    wayOut: 'Leave the engine out of the spec, or deploy a stack that has it',
  });
}

async function prepareAnew(searchId: string, spec: Spec, context: PrepareContext): Promise<DatasetDescription> {
  const { store } = context;
  const keys = searchKeys(searchId);
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
  const sealed = prepared.sealed();
  await writeSealedRows(store, keys.sealed, sealed);
  await writeOpponent({ searchId, spec, description, rowNumbers: sealed.rowNumbers }, context);
  await recall({ searchId, settings, prepared }, store);
  await writeJson(store, keys.settings, settings);
  await writeJson(store, keys.dataset, description);
  return description;
}

/**
 * Fills in what the data decides. Throws SearchError InvalidSpec where the metric is not one of the task, or the space or the
 * strategy not for such data.
 */
function settle(spec: Spec, dataset: DatasetDescription): Settings {
  const { task, target, featureShape: input } = dataset;
  const metric = spec.metric ?? defaultMetric(task);
  checkMetric(task, metric);
  if (spec.space !== undefined) checkSpaceOver(input, spec.space, dataset.vocabulary);
  if (spec.strategy === 'gradient' && !isTable(input)) {
    throw new SearchError(
      'InvalidSpec',
      'The strategy gradient relaxes networks over tables, and this dataset is none',
      {
        place: { key: 'strategy' },
        wayOut: 'Use auto, evolution or greedy',
      },
    );
  }
  return { ...spec, task, target, metric, space: spec.space ?? defaultSpace(dataShapeOf(dataset)) };
}

export const featuresOf = ({ featureShape }: DatasetDescription): number => sizeOf(featureShape);
