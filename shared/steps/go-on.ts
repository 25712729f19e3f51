import type { ArtifactStore } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';
import { searchKeys } from './keys.ts';
import { planSchema } from './plan-file.ts';
import { findArtifact } from './read-artifact.ts';
import { lastPlannedRound } from './rounds.ts';

/**
 * Makes a search that ended one that goes on: no wish to stop, no verdict, no failure, and no plan that ended it. What it has
 * trained stays. `idle` says that nobody is at it. Throws SearchError NotFound where there is no such search.
 */
export async function reopen(store: ArtifactStore, searchId: string, { idle = false } = {}): Promise<void> {
  const keys = searchKeys(searchId);
  if ((await store.read(keys.spec)) === undefined) {
    throw new SearchError('NotFound', `There is no search ${searchId}`, { wayOut: 'See which there are with list' });
  }
  const ended =
    idle || (await store.read(keys.verdict)) !== undefined || (await store.read(keys.failure)) !== undefined;
  await store.delete(keys.stop);
  // A running search's plan may have ended it a moment ago, and its judge is about to read that plan.
  if (ended) await deleteEnding(store, searchId);
  await store.delete(keys.failure);
  await store.delete(keys.verdict);
}

/** The last plan, where it has no packs, with all that came of it. */
async function deleteEnding(store: ArtifactStore, searchId: string): Promise<void> {
  const keys = searchKeys(searchId);
  const round = await lastPlannedRound(store, searchId);
  const last = await findArtifact(store, keys.plan(round), planSchema);
  if (last === undefined || last.because === undefined) return;
  for (const key of [keys.observations(round), keys.spent(round), keys.packs(round), keys.plan(round)]) {
    await store.delete(key);
  }
}
