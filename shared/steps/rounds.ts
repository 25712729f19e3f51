import type { ArtifactStore } from '../artifact-store.ts';
import { searchKeys } from './keys.ts';
import { pausedPacks } from './snapshots.ts';

/**
 * The first round that is not collected whole: one without observations, or one that was collected while packs of it were
 * paused, which has their snapshots. Only the last collected round can be such.
 */
export async function firstOpenRound(store: ArtifactStore, searchId: string): Promise<number> {
  const keys = searchKeys(searchId);
  let round = 0;
  while ((await store.read(keys.observations(round))) !== undefined) round++;
  const before = round - 1;
  const paused = before >= 0 && (await pausedPacks(store, searchId, before)).length > 0;
  return paused ? before : round;
}

/** The last round that has a plan, or 0: a round is planned once the one before it is collected. */
export async function lastPlannedRound(store: ArtifactStore, searchId: string): Promise<number> {
  const { plan } = searchKeys(searchId);
  let round = 0;
  while ((await store.read(plan(round + 1))) !== undefined) round++;
  return round;
}
