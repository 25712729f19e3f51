import { z } from 'zod';
import type { ArtifactStore } from '../artifact-store.ts';
import { type Place, placeSchema } from '../compute.ts';
import { longestCall } from '../money/call.ts';
import { packNumberOf, searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { findArtifact } from './read-artifact.ts';

/** rounds/<n>/timings/<pack>-<call>.json: written when a call begins to train, and again when it ends. */
export const timingSchema = z.object({
  engine: z.enum(['native', 'wasm']),
  trials: z.int().min(1),
  /** Absent on a laptop. */
  place: placeSchema.optional(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** Absent while the call runs, and for ever where it died. */
  milliseconds: z.number().min(0).optional(),
  /** What became of the pack in this call; there when `milliseconds` are. */
  ended: z.enum(['done', 'paused', 'stopped', 'dollars', 'failed']).optional(),
});
export type Timing = z.infer<typeof timingSchema>;

/** A timing with the number of its pack. */
export type PackTiming = Timing & { readonly pack: number };

/** The calls that trained packs of the round, the first ones first. Throws SearchError ArtifactCorrupt. */
export async function readTimings(store: ArtifactStore, searchId: string, round: number): Promise<PackTiming[]> {
  return readCalls(store, searchKeys(searchId).timings(round));
}

/** Milliseconds that the calls of one pack have used. One that died counts until the next one began, at most its tier's longest. */
export async function timeUsed(
  store: ArtifactStore,
  { searchId, round, pack }: { readonly searchId: string; readonly round: number; readonly pack: number },
  now: number,
): Promise<number> {
  const calls = await readCalls(store, `${searchKeys(searchId).timings(round)}${pack}-`);
  return calls.reduce((used, { milliseconds, startedAt, place }, index) => {
    const until = (calls[index + 1]?.startedAt ?? now) - startedAt;
    return used + (milliseconds ?? Math.max(0, Math.min(until, longestOf(place))));
  }, 0);
}

const longestOf = (place: Place | undefined): number => (place === undefined ? Infinity : longestCall[place.tier]);

async function readCalls(store: ArtifactStore, prefix: string): Promise<PackTiming[]> {
  const calls = await mapConcurrently(await store.list(prefix), async (key) => {
    const timing = await findArtifact(store, key, timingSchema);
    const pack = packNumberOf(key);
    return timing === undefined || Number.isNaN(pack) ? [] : [{ ...timing, pack }];
  });
  return calls.flat().sort((one, other) => one.startedAt - other.startedAt);
}
