import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import type { DatasetDescription } from '../dataset.ts';
import { metricNameSchema } from '../metrics.ts';
import type { Preprocessing } from '../preprocessing.ts';
import type { Verdict } from '../result.ts';
import type { SavedModel } from '../trainer.ts';
import { modelKeys } from './keys.ts';

/** models/<dataset>/champion.json: which search's model is the published one. */
export const championSchema = z.object({
  searchId: z.string(),
  /** Key of the folder that holds the model, its preprocessing and its verdict. */
  model: z.string(),
  target: z.string(),
  metric: metricNameSchema,
  /** On the sealed rows. */
  score: z.number(),
  /** Hash of the prepared data: scores of different data do not compare. */
  data: z.string(),
});
export type Champion = z.infer<typeof championSchema>;

/** Writes model.json, weights.bin and preprocessing.json below the key. */
export async function writeModel(
  store: ArtifactStore,
  key: string,
  model: SavedModel,
  preprocessing: Preprocessing,
): Promise<void> {
  await store.write(`${key}/weights.bin`, model.weights);
  await writeJson(store, `${key}/preprocessing.json`, preprocessing);
  await store.write(`${key}/model.json`, model.modelJson);
}

/**
 * Keeps the model among those published under the name, and makes it the champion, unless the champion it challenged stays.
 * Past champions stay where they are.
 */
export async function crown(
  store: ArtifactStore,
  {
    name,
    verdict,
    opponent,
    dataset,
    model,
    preprocessing,
  }: {
    readonly name: string;
    readonly verdict: Verdict;
    readonly opponent: Champion | undefined;
    readonly dataset: DatasetDescription;
    readonly model: SavedModel;
    readonly preprocessing: Preprocessing;
  },
): Promise<void> {
  const keys = modelKeys(name);
  const { searchId, metric } = verdict;
  const version = keys.version(searchId);
  await writeModel(store, version, model, preprocessing);
  await writeJson(store, `${version}/verdict.json`, verdict);
  const challenger: Champion = {
    searchId,
    model: version,
    target: dataset.target,
    metric,
    score: verdict.test.value,
    data: dataset.hash,
  };
  const stays = verdict.champion?.replaced === false;
  await writeJson(store, keys.champion, stays && opponent !== undefined ? opponent : challenger);
}
