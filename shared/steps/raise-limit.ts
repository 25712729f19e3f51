import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';
import { searchKeys } from './keys.ts';
import { planSchema } from './plan-file.ts';
import { findArtifact } from './read-artifact.ts';
import { lastPlannedRound } from './rounds.ts';
import { readPreparedSearch } from './settings.ts';

/**
 * Lets a search that has ended cost more, before it goes on. What the packs of its last round may use grows as the limit does:
 * all of them together then stay within the new one, as they did within the old. Throws SearchError ArtifactMissing before the
 * search is prepared, InvalidSpec where the limit would not be higher.
 */
export async function raiseLimit(store: ArtifactStore, searchId: string, dollars: number): Promise<void> {
  const keys = searchKeys(searchId);
  const { settings } = await readPreparedSearch(store, searchId);
  const { dollars: before } = settings.budget;
  if (before !== undefined && dollars <= before) {
    throw new SearchError('InvalidSpec', `The search may cost $${before} already`, {
      place: { key: 'budget.dollars' },
      wayOut: `Give more than ${before}`,
    });
  }
  if (before !== undefined) await growAllowances(store, searchId, dollars / before);
  await writeJson(store, keys.settings, { ...settings, budget: { ...settings.budget, dollars } });
}

/** Of the last round that trains anything, which is the last one planned, or the one before the plan that ended the search. */
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
