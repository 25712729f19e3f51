import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { keptScores } from '../curves/kept-points.ts';
import { SearchError } from '../errors.ts';
import { broken } from '../objectives/front.ts';
import { goalsOf } from '../objectives/goals.ts';
import { ruleOf } from '../stopping/rule-of.ts';
import type { Observation } from '../trial.ts';
import { type BilledResult, billedResult, writeSpent } from './bill.ts';
import { beginsFrom } from './checkpoints.ts';
import type { StepContext } from './context.ts';
import { writeObservations } from './history.ts';
import { searchKeys } from './keys.ts';
import { costing } from './limits.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { type ObservedTrial, observeRound } from './observe.ts';
import { type Plan, planSchema } from './plan-file.ts';
import { findArtifact, readArtifact } from './read-artifact.ts';
import { findResult } from './results.ts';
import { type PreparedSearch, readPreparedSearch } from './settings.ts';
import { pausedPacks } from './snapshots.ts';
import { parseInput, searchIdSchema } from './step-input.ts';

export const collectInputSchema = z.object({ searchId: searchIdSchema, round: z.int().min(0) });
export type CollectInput = z.infer<typeof collectInputSchema>;
export interface CollectOutput {
  readonly searchId: string;
  readonly round: number;
  readonly nextRound: number;
  readonly observed: number;
  readonly failed: number;
  /** Best score up to this round, of any budget. */
  readonly best?: number;
}

/**
 * Makes the round's results its observations; again does no harm, and does it anew for packs that have gone on since. Only
 * the round is in memory, however long the search. Throws SearchError ArtifactMissing where a trial has no result and its
 * pack was not paused.
 */
export async function collect(input: CollectInput, context: StepContext): Promise<CollectOutput> {
  const { searchId, round } = parseInput(collectInputSchema, input);
  const { store } = context;
  const keys = searchKeys(searchId);
  const plan = await readArtifact(store, keys.plan(round), planSchema);
  const search = await readPreparedSearch(store, searchId);
  const { readsCurves = false } = ruleOf(search.settings);
  const { results, billed } = await readResults(plan, { searchId, store, readsCurves });
  const open = await settlePacks(plan, results, { searchId, store });
  const observations = observeRound(plan, results, costing(search));
  const best = bestOf(observations, await bestBefore(searchId, round, store), search);
  await writeJson(store, keys.best(round), { score: best });
  await writeSpent(store, searchId, { plan, results: billed, fullEpochs: search.settings.budget.epochs });
  await writeObservations(store, searchId, { round, observations });
  await deleteCheckpoints(plan, open, { searchId, store });
  context.emit({ type: 'collected', round, best, observed: observations.length });
  const failed = observations.filter(({ state }) => state === 'failed').length;
  return { searchId, round, nextRound: round + 1, best, observed: observations.length, failed };
}

interface Results {
  readonly results: ReadonlyMap<string, ObservedTrial>;
  readonly billed: ReadonlyMap<string, BilledResult>;
}

/** Each trial's result is read once. */
async function readResults(
  plan: Plan,
  {
    searchId,
    store,
    readsCurves,
  }: { readonly searchId: string; readonly store: ArtifactStore; readonly readsCurves: boolean },
): Promise<Results> {
  const results = new Map<string, ObservedTrial>();
  const billed = new Map<string, BilledResult>();
  await mapConcurrently(plan.trials, async ({ id }) => {
    const result = await findResult(store, searchId, id);
    if (result === undefined) return;
    billed.set(id, billedResult(result));
    if (result.state === 'completed') {
      const { curve, metrics: _metrics, ...observed } = result;
      results.set(id, readsCurves ? { ...observed, points: keptScores(curve, result.budget.epochs) } : observed);
    } else results.set(id, result);
  });
  return { results, billed };
}

/** The packs that were paused and go on when the search does. A snapshot that a call left behind its results is deleted. */
async function settlePacks(
  plan: Plan,
  results: ReadonlyMap<string, ObservedTrial>,
  { searchId, store }: { readonly searchId: string; readonly store: ArtifactStore },
): Promise<Plan['packs']> {
  const paused = new Set(await pausedPacks(store, searchId, plan.round));
  const open: Plan['packs'] = [];
  for (const [number, pack] of plan.packs.entries()) {
    const missing = pack.trials.find((id) => !results.has(id));
    if (missing !== undefined && !paused.has(number)) {
      throw new SearchError('ArtifactMissing', `Trial ${missing} of round ${plan.round} has no result yet`);
    }
    if (missing !== undefined) open.push(pack);
    else if (paused.has(number)) await store.delete(searchKeys(searchId).snapshot(plan.round, number));
  }
  return open;
}

const bestSchema = z.object({ score: z.number().optional() });

async function bestBefore(searchId: string, round: number, store: ArtifactStore): Promise<number | undefined> {
  if (round === 0) return undefined;
  return (await findArtifact(store, searchKeys(searchId).best(round - 1), bestSchema))?.score;
}

/** Of those that keep the constraints. */
function bestOf(
  observations: readonly Observation[],
  before: number | undefined,
  { settings }: PreparedSearch,
): number | undefined {
  const { maximise, constraints } = goalsOf(settings);
  const sign = maximise ? 1 : -1;
  let best = before;
  for (const { score, costs } of observations) {
    if (score === undefined || broken({ score, costs }, constraints).length > 0) continue;
    if (best === undefined || sign * score > sign * best) best = score;
  }
  return best;
}

/** Checkpoints that nothing begins from any more: of trials gone on with, of candidates stopped, and of those without heirs to come. */
async function deleteCheckpoints(
  plan: Plan,
  open: Plan['packs'],
  { searchId, store }: { readonly searchId: string; readonly store: ArtifactStore },
): Promise<void> {
  // A pack that is not done begins with its trials' checkpoints.
  const undone = new Set(open.flatMap(({ trials }) => trials));
  const needed = new Set(plan.trials.flatMap((trial) => (undone.has(trial.id) ? (beginsFrom(trial) ?? []) : [])));
  const used = plan.trials.flatMap(({ goesOnFrom }) => goesOnFrom?.trialId ?? []);
  const all = [...used, ...plan.stopped.flatMap(({ trials }) => trials), ...(plan.expired ?? [])];
  await mapConcurrently(
    all.filter((id) => !needed.has(id)),
    (id) => store.delete(searchKeys(searchId).checkpoint(id)),
  );
}
