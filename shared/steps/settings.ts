import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { type DatasetDescription, datasetDescriptionSchema } from '../dataset.ts';
import { metricNameSchema } from '../metrics.ts';
import { searchSpaceSchema } from '../search-space.ts';
import { type Spec, specSchema } from '../spec.ts';
import { taskSchema } from '../task.ts';
import { searchKeys } from './keys.ts';
import { readArtifact } from './read-artifact.ts';

/** The spec with everything filled in that the data decided: what all later steps go by. */
export const settingsSchema = specSchema.extend({
  target: z.string(),
  task: taskSchema,
  metric: metricNameSchema,
  space: searchSpaceSchema,
});
export type Settings = z.infer<typeof settingsSchema>;

export const stateSchema = z.object({
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** Where its limit of time was raised after it had ended: until when it may go on now. */
  deadline: z.number().optional(),
});

/** A prepared search, as its steps find it. */
export interface PreparedSearch {
  readonly settings: Settings;
  readonly dataset: DatasetDescription;
  /** MiB of memory that a pack can have where it is trained; absent where that is not known. */
  readonly memoryMiB?: number;
}

/** Begins a search: what was asked for is written once, before anything else. */
export const writeSpec = (store: ArtifactStore, searchId: string, spec: Spec): Promise<boolean> =>
  writeJson(store, searchKeys(searchId).spec, spec, { ifAbsent: true });

/** Throws SearchError ArtifactMissing before the search is prepared. */
export async function readPreparedSearch(store: ArtifactStore, searchId: string): Promise<PreparedSearch> {
  const keys = searchKeys(searchId);
  const [dataset, settings] = await Promise.all([
    readArtifact(store, keys.dataset, datasetDescriptionSchema),
    readArtifact(store, keys.settings, settingsSchema),
  ]);
  return { settings, dataset };
}

/** Milliseconds since the epoch at which the search's time is used up; Infinity without a limit. */
export async function readDeadline(store: ArtifactStore, searchId: string, settings: Settings): Promise<number> {
  const { seconds } = settings.budget;
  if (seconds === undefined) return Infinity;
  const { startedAt, deadline } = await readArtifact(store, searchKeys(searchId).state, stateSchema);
  return deadline ?? startedAt + 1000 * seconds;
}
