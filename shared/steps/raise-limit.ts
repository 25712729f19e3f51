import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';
import { maximises } from '../metrics.ts';
import type { Spec } from '../spec.ts';
import { readHistory, readObservations } from './history.ts';
import { searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { planSchema } from './plan-file.ts';
import { findArtifact, readArtifact } from './read-artifact.ts';
import { findResult } from './results.ts';
import { lastPlannedRound } from './rounds.ts';
import { readPreparedSearch, stateSchema } from './settings.ts';

/** What a search that has ended may have more of. Patience is given up: how long to wait was for the search as it was. */
export type Limits = Partial<Pick<Spec['budget'], 'trials' | 'seconds' | 'targetScore' | 'dollars'>> & {
  readonly patience?: 'none';
};

/**
 * Lets a search that has ended go further before it goes on; all that it did stays. Seconds above the old limit, or all of them
 * where there was none, count from `now`, in milliseconds since the epoch. Throws SearchError ArtifactMissing before the search
 * is prepared, InvalidSpec where a limit would not be further out.
 */
export async function raiseLimits(
  store: ArtifactStore,
  searchId: string,
  { patience, ...limits }: Limits,
  now: number,
): Promise<void> {
  const keys = searchKeys(searchId);
  const { settings } = await readPreparedSearch(store, searchId);
  const { budget } = settings;
  const maximise = maximises(settings.metric);
  const farther = (key: keyof typeof limits, limit: number, before: number): boolean =>
    key === 'targetScore' && !maximise ? limit < before : limit > before;
  const given = Object.entries(limits) as [keyof typeof limits, number | undefined][];
  for (const [key, limit] of given) {
    const before = budget[key];
    if (limit === undefined || before === undefined || farther(key, limit, before)) continue;
    throw new SearchError('InvalidSpec', `budget.${key} is ${before} already`, {
      place: { key: `budget.${key}` },
      wayOut: `Give ${key === 'targetScore' && !maximise ? 'less' : 'more'} than ${before}`,
    });
  }
  const { dollars, seconds } = limits;
  if (dollars !== undefined && budget.dollars !== undefined) {
    await growAllowances(store, searchId, dollars / budget.dollars);
  }
  if (seconds !== undefined) {
    const state = await readArtifact(store, keys.state, stateSchema);
    await writeJson(store, keys.state, { ...state, deadline: now + 1000 * (seconds - (budget.seconds ?? 0)) });
    await forgetLate(store, searchId);
  }
  const { patience: kept, ...rest } = budget;
  const waiting = patience === undefined && kept !== undefined ? { patience: kept } : {};
  await writeJson(store, keys.settings, { ...settings, budget: { ...rest, ...waiting, ...limits } });
}

/**
 * What the packs of the last round that trains anything may use grows as the limit does: all of them together then stay within
 * the new one, as they did within the old. It is the last round planned, or the one before the plan that ended the search.
 */
async function growAllowances(store: ArtifactStore, searchId: string, factor: number): Promise<void> {
  const last = await lastPlannedRound(store, searchId);
  for (const round of [last, last - 1]) {
    const key = searchKeys(searchId).plan(round);
    const plan = await findArtifact(store, key, planSchema);
    if (plan === undefined || plan.packs.length === 0) continue;
    const packs = plan.packs.map(({ allowance, ...pack }) => ({
      ...pack,
      ...(allowance === undefined ? {} : { allowance: allowance * factor }),
    }));
    await store.write(key, `${JSON.stringify({ ...plan, packs })}\n`);
    return;
  }
}

/** The trials that the old limit of time left out are to be trained: their round is not collected, once it is reopened. */
async function forgetLate(store: ArtifactStore, searchId: string): Promise<void> {
  const keys = searchKeys(searchId);
  const rounds = new Set((await readHistory(store, searchId)).map(({ round }) => round));
  const last = Math.max(0, ...rounds);
  for (const round of [last, last - 1].filter((one) => one >= 0)) {
    const late = ((await readObservations(store, searchId, round)) ?? []).filter(({ state }) => state === 'stopped');
    const ids = late.flatMap(({ trials }) => trials);
    if (ids.length === 0) continue;
    await mapConcurrently(ids, async (id) => {
      const result = await findResult(store, searchId, id);
      if (result?.state === 'stopped') await store.delete(keys.trial(id));
    });
    await store.delete(keys.observations(round));
    return;
  }
}
