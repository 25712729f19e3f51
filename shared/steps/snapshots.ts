import type { ArtifactStore } from '../artifact-store.ts';
import { packNumberOf, searchKeys } from './keys.ts';

/**
 * The snapshot of a pack that was halted before it began. A snapshot, be it empty, is what says that a pack without results
 * is one to go on with, and that its round is not collected whole.
 */
export const notBegun = new Uint8Array();

/** What the pack goes on from; undefined where it begins. */
export async function findSnapshot(store: ArtifactStore, key: string): Promise<Uint8Array | undefined> {
  const bytes = await store.read(key);
  return bytes === undefined || bytes.length === 0 ? undefined : bytes;
}

/** Numbers of the round's packs that have a snapshot. */
export async function pausedPacks(store: ArtifactStore, searchId: string, round: number): Promise<number[]> {
  return (await store.list(searchKeys(searchId).snapshots(round))).map(packNumberOf);
}
