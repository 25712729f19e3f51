import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';
import { trialId } from '../trial.ts';
import type { StepContext } from './context.ts';
import { readHistory, writeHistory } from './history.ts';
import { searchKeys } from './keys.ts';
import { leaderboardOf } from './leaderboard.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { observeRound } from './observe.ts';
import { type Plan, planSchema } from './plan-file.ts';
import { readArtifact } from './read-artifact.ts';
import { findResult } from './results.ts';
import { type PreparedSearch, readPreparedSearch } from './settings.ts';
import { parseInput, searchIdSchema } from './step-input.ts';

export const collectInputSchema = z.object({ searchId: searchIdSchema, round: z.int().min(0) });
export type CollectInput = z.infer<typeof collectInputSchema>;
export interface CollectOutput {
  readonly searchId: string;
  readonly round: number;
  /** Score of the leaderboard's first row. */
  readonly best?: number;
  readonly observed: number;
  readonly failed: number;
}

/**
 * Writes the round's results into the history and the leaderboard; again does no harm.
 * Throws SearchError ArtifactMissing where a trial of the round has no result.
 */
export async function collect(input: CollectInput, context: StepContext): Promise<CollectOutput> {
  const { searchId, round } = parseInput(collectInputSchema, input);
  const { store } = context;
  const keys = searchKeys(searchId);
  const plan = await readArtifact(store, keys.plan(round), planSchema);
  const search = await readPreparedSearch(store, searchId);
  const results = await mapConcurrently(plan.trials, async ({ id }) => {
    const result = await findResult(store, searchId, id);
    if (result === undefined)
      throw new SearchError('ArtifactMissing', `Trial ${id} of round ${round} has no result yet`);
    return [id, result] as const;
  });
  const observations = observeRound(plan, new Map(results));
  const history = [...(await readHistory(store, searchId, round)), ...observations];
  await writeHistory(store, searchId, history);
  const leaderboard = leaderboardOf(history, search.settings.metric);
  await writeJson(store, keys.leaderboard, leaderboard);
  await deleteCheckpoints(plan, search, searchId, store);
  const best = leaderboard.rows[0]?.score;
  context.emit({ type: 'collected', round, best, observed: observations.length });
  const failed = observations.filter(({ state }) => state === 'failed').length;
  return { searchId, round, best, observed: observations.length, failed };
}

/** Checkpoints that nothing goes on from any more: of trials gone on with, and of candidates stopped. */
async function deleteCheckpoints(
  plan: Plan,
  search: PreparedSearch,
  searchId: string,
  store: ArtifactStore,
): Promise<void> {
  const { settings, dataset } = search;
  const folds = Array.from({ length: dataset.folds }, (_, fold) => fold);
  const stopped = plan.stopped.flatMap(({ candidate, epochs }) =>
    folds.map((fold) => trialId({ data: dataset.hash, candidate, budget: { epochs }, fold, seed: settings.seed })),
  );
  const used = plan.trials.flatMap(({ goesOnFrom }) => (goesOnFrom === undefined ? [] : [goesOnFrom.trialId]));
  await mapConcurrently([...used, ...stopped], (id) => store.delete(searchKeys(searchId).checkpoint(id)));
}
