import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';
import { maximises } from '../metrics.ts';
import type {
  PackOutcome,
  PackRequest,
  PackWatch,
  RelaxOutcome,
  RelaxRequest,
  Trainer,
  TrainingData,
  TrialOutcome,
} from '../trainer.ts';
import type { FailureReason, Trial } from '../trial.ts';
import { leavesCheckpoint } from './checkpoints.ts';
import type { TrainContext } from './context.ts';
import { searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { type PackFile, type PlannedTrial, packFileSchema, planSchema } from './plan-file.ts';
import { findArtifact, readArtifact, readBytes } from './read-artifact.ts';
import { findResult, stoppedTrial, trialFrom, trialsOfPack, writeResults } from './results.ts';
import { readDeadline, readPreparedSearch, type Settings } from './settings.ts';
import { findSnapshot, notBegun } from './snapshots.ts';
import { parseInput, searchIdSchema } from './step-input.ts';
import { type Timing, timeUsed } from './timing.ts';
import { readTrainingData } from './training-data.ts';
import { isStopped, type Pause, watchCall } from './watch-call.ts';

export const trainInputSchema = z.object({ searchId: searchIdSchema, round: z.int().min(0), pack: z.int().min(0) });
export type TrainInput = z.infer<typeof trainInputSchema>;
export interface TrainOutput {
  readonly round: number;
  readonly pack: number;
  readonly completed: number;
  readonly failed: number;
  /** Best score of the pack, if any trial completed. */
  readonly best?: number;
  /** The call had to end: call again at once, and the pack goes on. */
  readonly paused: boolean;
  /** Why the pack has no results and is not to be called again now: it goes on when the search does. */
  readonly halted?: 'stopped' | 'dollars';
}

/**
 * Trains one pack of a round's plan and writes its trials' results, or pauses it and leaves a snapshot to go on from. A
 * candidate that fails is a result; only what is wrong with the machine or the store is thrown: SearchError EngineUnavailable,
 * StoreUnavailable, ArtifactMissing, ArtifactCorrupt.
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
  if (typeof results === 'string') {
    const output = { round, pack, completed: 0, failed: 0 };
    return results === 'paused' ? { ...output, paused: true } : { ...output, paused: false, halted: results };
  }
  await store.delete(searchKeys(searchId).snapshot(round, pack));
  const output = { round, pack, ...summaryOf(results, settings) };
  context.emit({ type: 'pack-done', ...output });
  return { ...output, paused: false };
}

type PackWork = Pick<PackFile, 'fold' | 'trials' | 'allowance'>;

/** The trials of a pack. Throws SearchError ArtifactMissing where the round is not planned or has no such pack. */
export async function readPack(store: ArtifactStore, { searchId, round, pack }: TrainInput): Promise<PackWork> {
  const keys = searchKeys(searchId);
  const listed = await findArtifact(store, keys.pack(round, pack), packFileSchema);
  if (listed !== undefined) return listed;
  // On a laptop packs are not listed.
  const plan = await readArtifact(store, keys.plan(round), planSchema);
  const found = plan.packs[pack];
  if (found === undefined)
    throw new SearchError('ArtifactMissing', `Round ${round} of ${searchId} has no pack ${pack}`);
  return { ...found, trials: trialsOfPack(plan, found) };
}

/** The pack's results, or why it has none. */
async function trainWhole(
  input: TrainInput,
  work: PackWork,
  settings: Settings,
  context: TrainContext,
): Promise<Trial[] | Pause> {
  const { searchId, round, pack } = input;
  const { store, now, trainer, call } = context;
  const keys = searchKeys(searchId);
  const startedAt = now();
  const snapshot = await findSnapshot(store, keys.snapshot(round, pack));
  const used = work.allowance === undefined ? 0 : await timeUsed(store, input, startedAt);
  const allowed = work.allowance === undefined ? Infinity : 1000 * work.allowance - used;
  const halted = (await isStopped(store, searchId)) ? 'stopped' : allowed <= 0 ? 'dollars' : undefined;
  if (halted !== undefined) {
    if (snapshot === undefined) await store.write(keys.snapshot(round, pack), notBegun);
    return halted;
  }
  // The first pack is always trained: a search with a limit, however small, has something to show. What has begun is ended.
  const mayBeLate = (round === 0 && pack === 0) || snapshot !== undefined;
  if (!mayBeLate && startedAt >= (await readDeadline(store, searchId, settings))) {
    const message = `The time limit of ${settings.budget.seconds} s was reached`;
    return writeResults(
      store,
      searchId,
      work.trials.map((trial) => stoppedTrial(trial, message)),
    );
  }
  // Apart from the results, which are the same in every run.
  const timing: Timing = { engine: trainer.engine, trials: work.trials.length, place: call?.place, startedAt };
  const key = keys.timing(round, pack, call?.id ?? `local-${startedAt}`);
  const endTiming = (ended: Timing['ended']) =>
    writeJson(store, key, { ...timing, milliseconds: now() - startedAt, ended });
  await writeJson(store, key, timing);
  try {
    const { watch, pausedBy } = watchCall(input, context, { startedAt, allowed });
    const request = await requestOf(searchId, work, settings, store);
    // A relaxation that is cut off begins anew: they are short.
    const relaxing = relaxationsOf(work, request);
    const outcome: PackOutcome | RelaxedPack =
      relaxing === undefined
        ? await outcomeOf({ ...request, snapshot }, trainer, watch)
        : await relaxedOf(relaxing, trainer);
    if (outcome.state === 'paused') {
      await store.write(keys.snapshot(round, pack), outcome.snapshot);
      await endTiming(pausedBy());
      return pausedBy();
    }
    const results = await writeOutcomes(searchId, work.trials, outcome.outcomes, store);
    await endTiming('done');
    return results;
  } catch (error) {
    // What it took is known all the same. Where the store is what failed, the call counts as one that died.
    await endTiming('failed').catch(() => undefined);
    throw error;
  }
}

async function writeOutcomes(
  searchId: string,
  trials: readonly PlannedTrial[],
  outcomes: readonly (TrialOutcome | RelaxOutcome)[],
  store: ArtifactStore,
): Promise<Trial[]> {
  // Before the results: a trial with a result has its checkpoint.
  await mapConcurrently(outcomes, async (outcome) => {
    if (outcome.state === 'completed' && outcome.checkpoint !== undefined) {
      await store.write(searchKeys(searchId).checkpoint(outcome.trialId), outcome.checkpoint);
    }
  });
  const byId = new Map(outcomes.map((outcome) => [outcome.trialId, outcome]));
  return writeResults(
    store,
    searchId,
    trials.map((trial) => trialFrom(trial, byId.get(trial.id))),
  );
}

async function requestOf(
  searchId: string,
  work: PackWork,
  settings: Settings,
  store: ArtifactStore,
): Promise<PackRequest> {
  const keys = searchKeys(searchId);
  const { earlyStopping, timeout, budget } = settings;
  const leaves = leavesCheckpoint(settings);
  const readCheckpoint = (trialId: string) => readBytes(store, keys.checkpoint(trialId));
  return {
    data: await readFold(store, keys.fold(work.fold)),
    metric: settings.metric,
    trials: await mapConcurrently(work.trials, async ({ id, candidate, budget: { epochs }, goesOnFrom, inherits }) => ({
      trialId: id,
      candidate,
      epochs,
      ...(goesOnFrom !== undefined
        ? { checkpoint: await readCheckpoint(goesOnFrom.trialId) }
        : inherits && { inherits: { ...inherits, checkpoint: await readCheckpoint(inherits.trialId) } }),
    })),
    fullEpochs: budget.epochs,
    seed: settings.seed,
    earlyStopping: earlyStopping === 0 ? undefined : earlyStopping,
    timeout: timeout === undefined ? undefined : 1000 * timeout,
    checkpoints: work.trials.some((trial) => leaves(trial.budget.epochs)),
  };
}

interface RelaxedPack {
  readonly state: 'done';
  readonly outcomes: readonly RelaxOutcome[];
}

/** The pack's relaxations; undefined where it trains candidates. */
function relaxationsOf({ trials }: PackWork, { data, seed }: PackRequest): RelaxRequest | undefined {
  const relaxations = trials.flatMap(({ id, candidate, budget: { epochs }, relax }) =>
    relax === undefined ? [] : [{ trialId: id, candidate, epochs, relax }],
  );
  return relaxations.length === 0 ? undefined : { data, seed, trials: relaxations };
}

async function relaxedOf(request: RelaxRequest, trainer: Trainer): Promise<RelaxedPack> {
  try {
    return { state: 'done', outcomes: await trainer.relax(request) };
  } catch (error) {
    return { state: 'done', outcomes: failuresOf(request.trials, error) };
  }
}

/** Every trial's failure. What is about the machine or the store, and no candidate's fault, is thrown on. */
function failuresOf(trials: readonly { readonly trialId: string }[], error: unknown) {
  // SearchFailed is about the candidates.
  if (error instanceof SearchError && error.name !== 'SearchFailed') throw error;
  const message = error instanceof Error ? error.message : String(error);
  const failure = { state: 'failed', reason: reasonOf(message), message } as const;
  return trials.map(({ trialId }) => ({ trialId, ...failure }));
}

async function outcomeOf(request: PackRequest, trainer: Trainer, watch: PackWatch): Promise<PackOutcome> {
  try {
    return await trainer.trainPack(request, watch);
  } catch (error) {
    return { state: 'done', outcomes: failuresOf(request.trials, error) };
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
