import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import type { DatasetDescription, Preprocessing } from '../dataset.ts';
import { metricNameSchema } from '../metrics.ts';
import type { Verdict } from '../result.ts';
import type { SavedModel } from '../trainer.ts';
import { modelKeys } from './keys.ts';
import { findArtifact } from './read-artifact.ts';

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
 * Keeps the model among the dataset's, and makes it the champion, unless the champion did better on the very same sealed rows.
 * Past champions stay where they are.
 */
export async function crown(
  store: ArtifactStore,
  {
    verdict,
    dataset,
    model,
    preprocessing,
  }: {
    readonly verdict: Verdict;
    readonly dataset: DatasetDescription;
    readonly model: SavedModel;
    readonly preprocessing: Preprocessing;
  },
): Promise<void> {
  const keys = modelKeys(dataset.name);
  const { searchId, metric, maximise } = verdict;
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
  const champion = await findArtifact(store, keys.champion, championSchema);
  const comparable =
    champion?.data === challenger.data && champion.metric === metric && champion.target === challenger.target;
  const worse = comparable && (maximise ? challenger.score < champion.score : challenger.score > champion.score);
  if (!worse) await writeJson(store, keys.champion, challenger);
}
