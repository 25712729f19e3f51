import { z } from 'zod';
import type { ArtifactStore } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';
import type { Trial } from '../trial.ts';
import { beginsFrom, inherits, leavesCheckpoint } from './checkpoints.ts';
import { engineSchema } from './engine.ts';
import { searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { Recalled } from './memory-file.ts';
import type { Plan } from './plan-file.ts';
import { findArtifact } from './read-artifact.ts';
import { findResult } from './results.ts';
import type { Settings } from './settings.ts';

/** What need not be trained, and what cannot go on. */
export interface Reuse {
  /** Trials with a result in an earlier search: id → the search's. */
  readonly known: ReadonlyMap<string, string>;
  /** Trials of this search that have a result, but no checkpoint: what would go on from them begins anew. */
  readonly bare: ReadonlySet<string>;
}

/** The trials that earlier searches know, by the ids they left: one read a search. */
async function readKnown(
  store: ArtifactStore,
  searchId: string,
  recalled: Recalled | undefined,
): Promise<Map<string, string>> {
  if (recalled === undefined || recalled.known.length === 0) return new Map();
  // Another engine's results differ in their last digits.
  const engine = (await findArtifact(store, searchKeys(searchId).engine, engineSchema))?.engine;
  const searches = recalled.known.filter((one) => one.engine === engine);
  const lists = await mapConcurrently(searches, async ({ searchId: from }) => {
    // The search may be gone, or be reopened and without a result for now: then its trials are not known.
    const ids = (await readable(findArtifact(store, searchKeys(from).trialIndex, z.array(z.string())))) ?? [];
    return ids.map((id) => [id, from] as const);
  });
  return new Map(lists.flat());
}

/**
 * The plan with what is known taken over before it is written: whoever reads it finds the results in this search, whatever
 * becomes of the other one. `planWith` is asked anew without what turns out to be gone.
 */
export async function planWithKnown(
  planWith: (reuse: Reuse) => Plan,
  {
    searchId,
    settings,
    recalled,
    store,
  }: {
    readonly searchId: string;
    readonly settings: Settings;
    readonly recalled: Recalled | undefined;
    readonly store: ArtifactStore;
  },
): Promise<Plan> {
  const known = await readKnown(store, searchId, recalled);
  const bare = new Set<string>();
  for (;;) {
    const plan = planWith({ known, bare });
    const remembers = recalled !== undefined && recalled.known.length > 0;
    if (!remembers && plan.trials.every((trial) => trial.inherits === undefined)) return plan;
    const gone = await takeOver(plan, { searchId, settings, store });
    const cut = await withoutCheckpoint(plan, searchId, store);
    if (gone.length + cut.length === 0) return plan;
    for (const id of gone) known.delete(id);
    for (const id of cut) bare.add(id);
  }
}

/** Copies the known trials' results, and checkpoints where they are still there; gives the ids of those that are gone. */
async function takeOver(
  plan: Plan,
  { searchId, settings, store }: { searchId: string; settings: Settings; store: ArtifactStore },
): Promise<string[]> {
  const leaves = leavesCheckpoint(settings);
  const keys = searchKeys(searchId);
  const gone = await mapConcurrently(plan.trials, async ({ id, knownFrom, budget }) => {
    if (knownFrom === undefined || (await store.read(keys.trial(id))) !== undefined) return [];
    const result = await readable(findResult(store, knownFrom, id));
    if (result === undefined || !isLasting(result)) return [id];
    const checkpoint = leaves(budget.epochs) ? await store.read(searchKeys(knownFrom).checkpoint(id)) : undefined;
    // Without it nothing could inherit from the trial, and the search would take another course.
    if (checkpoint === undefined && inherits(settings) && leaves(budget.epochs)) return [id];
    if (checkpoint !== undefined) await store.write(keys.checkpoint(id), checkpoint);
    await store.write(keys.trial(id), `${JSON.stringify(result)}\n`, { ifAbsent: true });
    return [];
  });
  return gone.flat();
}

/** Whether it would come out the same again: not what a machine or a limit of time was to blame for. */
const isLasting = (result: Trial): boolean =>
  result.state === 'completed' || (result.state === 'failed' && result.reason === 'diverged');

/** Of the trials that others of the plan begin from, those that left nothing to go on from. */
async function withoutCheckpoint(plan: Plan, searchId: string, store: ArtifactStore): Promise<string[]> {
  const from = plan.trials.flatMap((trial) => (trial.knownFrom === undefined ? (beginsFrom(trial) ?? []) : []));
  const found = await mapConcurrently(from, async (id) => {
    const key = searchKeys(searchId).checkpoint(id);
    return (await store.list(key)).includes(key) ? [] : [id];
  });
  return found.flat();
}

/** What cannot be read of another search is not known; it is no reason for this one to fail. */
async function readable<T>(reading: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof SearchError && error.name === 'ArtifactCorrupt') return undefined;
    throw error;
  }
}
