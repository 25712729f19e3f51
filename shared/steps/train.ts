import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';
import { maximises } from '../metrics.ts';
import { stoppingRuleOf } from '../stopping/index.ts';
import type { PackRequest, Trainer, TrainingData, TrialOutcome } from '../trainer.ts';
import type { FailureReason, Trial } from '../trial.ts';
import type { TrainContext } from './context.ts';
import { searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { type PlannedTrial, planSchema } from './plan-file.ts';
import { readArtifact, readBytes } from './read-artifact.ts';
import { findResult, stoppedTrial, trialFrom, trialsOfPack, writeResults } from './results.ts';
import { readDeadline, readPreparedSearch, type Settings } from './settings.ts';
import { parseInput, searchIdSchema } from './step-input.ts';
import { readTrainingData } from './training-data.ts';

export const trainInputSchema = z.object({ searchId: searchIdSchema, round: z.int().min(0), pack: z.int().min(0) });
export type TrainInput = z.infer<typeof trainInputSchema>;
export interface TrainOutput {
  readonly round: number;
  readonly pack: number;
  readonly completed: number;
  readonly failed: number;
  /** Best score of the pack, if any trial completed. */
  readonly best?: number;
}

/**
 * Trains one pack of a round's plan and writes its trials' results. A candidate that fails is a result; only what is wrong
 * with the machine or the store is thrown: SearchError EngineUnavailable, StoreUnavailable, ArtifactMissing, ArtifactCorrupt.
 */
export async function train(input: TrainInput, context: TrainContext): Promise<TrainOutput> {
  const { searchId, round, pack } = parseInput(trainInputSchema, input);
  const { store } = context;
  const planned = await readPack(store, { searchId, round, pack });
  const { settings } = await readPreparedSearch(store, searchId);
  const there = await mapConcurrently(planned.trials, ({ id }) => findResult(store, searchId, id));
  // A pack is trained whole or not at all: with fewer neighbours the same trial could differ in its last bits.
  const results = there.every((result) => result !== undefined)
    ? there
    : await trainWhole({ searchId, round, pack }, planned, settings, context);
  const output = { round, pack, ...summaryOf(results, settings) };
  context.emit({ type: 'pack-done', ...output });
  return output;
}

interface PackWork {
  readonly fold: number;
  readonly trials: readonly PlannedTrial[];
}

/** The trials of a pack. Throws SearchError ArtifactMissing where the round is not planned or has no such pack. */
export async function readPack(store: ArtifactStore, { searchId, round, pack }: TrainInput): Promise<PackWork> {
  const plan = await readArtifact(store, searchKeys(searchId).plan(round), planSchema);
  const found = plan.packs[pack];
  if (found === undefined)
    throw new SearchError('ArtifactMissing', `Round ${round} of ${searchId} has no pack ${pack}`);
  return { fold: found.fold, trials: trialsOfPack(plan, found) };
}

async function trainWhole(
  input: TrainInput,
  work: PackWork,
  settings: Settings,
  context: TrainContext,
): Promise<Trial[]> {
  const { searchId, round, pack } = input;
  const { store, now } = context;
  const startedAt = now();
  // The first pack is always trained: a search with a limit, however small, has something to show.
  if ((round > 0 || pack > 0) && startedAt >= (await readDeadline(store, searchId, settings))) {
    const message = `The time limit of ${settings.budget.seconds} s was reached`;
    return writeResults(
      store,
      searchId,
      work.trials.map((trial) => stoppedTrial(trial, message)),
    );
  }
  const outcomes = await outcomesOf(await requestOf(searchId, work, settings, store), context, input);
  const keys = searchKeys(searchId);
  // Before the results: a trial with a result has its checkpoint.
  await mapConcurrently([...outcomes.values()], async (outcome) => {
    if (outcome.state === 'completed' && outcome.checkpoint !== undefined) {
      await store.write(keys.checkpoint(outcome.trialId), outcome.checkpoint);
    }
  });
  const results = await writeResults(
    store,
    searchId,
    work.trials.map((trial) => trialFrom(trial, outcomes.get(trial.id))),
  );
  // Apart from the results, which are the same in every run.
  const timing = {
    engine: context.trainer.engine,
    trials: work.trials.length,
    startedAt,
    milliseconds: now() - startedAt,
  };
  await writeJson(store, keys.timing(round, pack), timing);
  return results;
}

async function requestOf(
  searchId: string,
  work: PackWork,
  settings: Settings,
  store: ArtifactStore,
): Promise<PackRequest> {
  const keys = searchKeys(searchId);
  const { earlyStopping, timeout, budget } = settings;
  const largest = stoppingRuleOf(settings.stopping).rungs(budget.epochs).at(-1) ?? budget.epochs;
  return {
    data: await readFold(store, keys.fold(work.fold)),
    metric: settings.metric,
    trials: await mapConcurrently(work.trials, async ({ id, candidate, budget: { epochs }, goesOnFrom }) => ({
      trialId: id,
      candidate,
      epochs,
      checkpoint: goesOnFrom && (await readBytes(store, keys.checkpoint(goesOnFrom.trialId))),
    })),
    fullEpochs: budget.epochs,
    seed: settings.seed,
    earlyStopping: earlyStopping === 0 ? undefined : earlyStopping,
    timeout: timeout === undefined ? undefined : 1000 * timeout,
    checkpoints: work.trials.some((trial) => trial.budget.epochs < largest),
  };
}

async function outcomesOf(
  request: PackRequest,
  { trainer, emit }: { readonly trainer: Trainer; readonly emit: TrainContext['emit'] },
  { round, pack }: TrainInput,
): Promise<Map<string, TrialOutcome>> {
  try {
    const outcomes = await trainer.trainPack(request, (progress) =>
      emit({ type: 'pack-progress', round, pack, progress }),
    );
    return new Map(outcomes.map((outcome) => [outcome.trialId, outcome]));
  } catch (error) {
    // SearchFailed is about the candidates; every other name is about the machine or the store, and no candidate's fault.
    if (error instanceof SearchError && error.name !== 'SearchFailed') throw error;
    const message = error instanceof Error ? error.message : String(error);
    const failure = { state: 'failed', reason: reasonOf(message), message } as const;
    return new Map(request.trials.map(({ trialId }) => [trialId, { trialId, ...failure }]));
  }
}

const reasonOf = (message: string): FailureReason =>
  /out of memory|\bOOM\b|allocat|resource ?exhausted|invalid array length|array buffer/i.test(message)
    ? 'out-of-memory'
    : 'error';

/** The fold read last, a store: most packs in a row are of one fold. */
const lastFold = new WeakMap<ArtifactStore, { readonly key: string; readonly data: Promise<TrainingData> }>();

function readFold(store: ArtifactStore, key: string): Promise<TrainingData> {
  const last = lastFold.get(store);
  if (last?.key === key) return last.data;
  const data = readTrainingData(store, key);
  lastFold.set(store, { key, data });
  // What failed to be read is read again.
  data.catch(() => lastFold.delete(store));
  return data;
}

function summaryOf(
  results: readonly Trial[],
  { metric }: Settings,
): { completed: number; failed: number; best?: number } {
  const scores = results.flatMap((trial) => (trial.state === 'completed' ? [trial.score] : []));
  const best = scores.length === 0 ? undefined : maximises(metric) ? Math.max(...scores) : Math.min(...scores);
  return { completed: scores.length, failed: results.filter(({ state }) => state === 'failed').length, best };
}
