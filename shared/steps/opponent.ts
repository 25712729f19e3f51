import { z } from 'zod';
import { writeJson } from '../artifact-store.ts';
import type { DatasetDescription } from '../dataset.ts';
import { SearchError } from '../errors.ts';
import { preprocessingSchema } from '../preprocessing.ts';
import type { Spec } from '../spec.ts';
import { championSchema } from './champion.ts';
import type { PrepareContext } from './context.ts';
import { modelKeys, searchKeys } from './keys.ts';
import { findArtifact, readArtifact } from './read-artifact.ts';
import { bytesOf } from './training-data.ts';

/** The champion that the search began under, and whether the new sealed rows are encoded for it. */
export const opponentSchema = z.object({
  champion: championSchema,
  /** Length of features.f32 beside it; absent where there is none. */
  features: z.int().min(0).optional(),
  /** Why the rows cannot be encoded for it. */
  why: z.string().optional(),
});
export type Opponent = z.infer<typeof opponentSchema>;

export const opponentKey = (searchId: string): string => `${searchKeys(searchId).sealedForChampion}/opponent.json`;
export const opponentFeaturesKey = (searchId: string): string =>
  `${searchKeys(searchId).sealedForChampion}/features.f32`;

/** What models of this dataset are published under. */
export const modelName = ({ name }: Pick<Spec, 'name'>, dataset: DatasetDescription): string => name ?? dataset.name;

/**
 * Encodes the sealed rows as the champion's own preprocessing does, so that it can be scored on them when the search is judged;
 * where the data lacks a column of it, or holds a value it does not know, says so. On the same data nothing is to be encoded.
 */
export async function writeOpponent(
  {
    searchId,
    spec,
    description,
    rowNumbers,
  }: {
    readonly searchId: string;
    readonly spec: Spec;
    readonly description: DatasetDescription;
    readonly rowNumbers: Int32Array;
  },
  context: PrepareContext,
): Promise<void> {
  const { store } = context;
  const champion = await findArtifact(store, modelKeys(modelName(spec, description)).champion, championSchema);
  if (champion === undefined) return;
  const write = (more: Omit<Opponent, 'champion'>) =>
    writeJson(store, opponentKey(searchId), { champion, ...more } satisfies Opponent);
  if (champion.data === description.hash) {
    await write({});
    return;
  }
  try {
    const preprocessing = await readArtifact(store, `${champion.model}/preprocessing.json`, preprocessingSchema);
    const source = await context.openSource(spec.dataset);
    const features = await context.encodeRows(source, preprocessing, rowNumbers);
    await store.write(opponentFeaturesKey(searchId), bytesOf(features));
    await write({ features: features.length });
  } catch (error) {
    const known = ['InvalidDataset', 'ArtifactMissing', 'ArtifactCorrupt'];
    if (!(error instanceof SearchError) || !known.includes(error.name)) throw error;
    await write({ why: error.message });
  }
}
