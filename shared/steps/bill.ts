import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import type { DatasetDescription } from '../dataset.ts';
import { type Bill, type BilledCall, billOfRound, divideAmong, type Spent, spentSchema } from '../money/bill.ts';
import { pricesAsOf } from '../money/prices.ts';
import { searchOrchestration, searchRequestDollars, storageDollars } from '../money/workflow.ts';
import type { Trial } from '../trial.ts';
import { epochsBefore } from './checkpoints.ts';
import { searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { Plan, PlannedTrial } from './plan-file.ts';
import { featuresOf } from './prepare.ts';
import { findArtifact } from './read-artifact.ts';
import { readPreparedSearch } from './settings.ts';
import { readTimings } from './timing.ts';

/** Of a trial's result, what is billed. */
export interface BilledResult {
  /** Epochs it was trained; absent where it was not to its end. */
  readonly epochs?: number;
  readonly bytes: number;
}

export const billedResult = (result: Trial): BilledResult => ({
  ...(result.state === 'completed' ? { epochs: result.epochs } : {}),
  bytes: JSON.stringify(result).length,
});

/** A round that is being collected. */
export interface BilledRound {
  readonly plan: Plan;
  /** Of the trials that have one, by their ids. */
  readonly results: ReadonlyMap<string, BilledResult>;
  /** Epochs of a full budget: trials of a smaller one leave checkpoints. */
  readonly fullEpochs: number;
}

/**
 * Writes what the round's calls cost; again does no harm. Nothing is written where no call has a place: on a laptop nothing is
 * billed. Throws SearchError ArtifactCorrupt.
 */
export async function writeSpent(store: ArtifactStore, searchId: string, billed: BilledRound): Promise<void> {
  const { round } = billed.plan;
  const calls = await readCalls(store, searchId, round);
  if (calls.length === 0) return;
  const trained = trainedIn(billed, calls);
  const { packs, ...bill } = billOfRound(calls, trained);
  const spent: Spent = {
    ...bill,
    predictedSeconds: trained.predictedSeconds,
    storedBytes: trained.storedBytes,
    trials: Object.fromEntries(
      [...packs].flatMap(([pack, dollars]) => [...divideAmong(dollars, trained.packs.get(pack) ?? [])].map(rounded)),
    ),
  };
  await writeJson(store, searchKeys(searchId).spent(round), spent);
}

const rounded = ([id, dollars]: readonly [string, number]): [string, number] => [id, Number(dollars.toPrecision(6))];

async function readCalls(store: ArtifactStore, searchId: string, round: number): Promise<BilledCall[]> {
  const timings = await readTimings(store, searchId, round);
  return timings.flatMap(({ pack, place, startedAt, milliseconds }) =>
    place === undefined ? [] : [{ pack, place, startedAt, milliseconds }],
  );
}

/** What the packs that were called have trained. */
function trainedIn({ plan, results, fullEpochs }: BilledRound, calls: readonly BilledCall[]) {
  const called = new Set(calls.map(({ pack }) => pack));
  const planned = new Map(plan.trials.map((trial) => [trial.id, trial]));
  const packs = new Map(
    [...called].map((pack) => [
      pack,
      (plan.packs[pack]?.trials ?? []).map((id) => ({ id, epochs: epochsOf(planned.get(id), results.get(id)) })),
    ]),
  );
  return {
    packs,
    trials: [...packs.values()].reduce((sum, { length }) => sum + length, 0),
    checkpoints: plan.trials.filter(({ budget }) => budget.epochs < fullEpochs).length,
    predictedSeconds: [...called].reduce((sum, pack) => sum + (plan.packs[pack]?.seconds ?? 0), 0),
    storedBytes: [...results.values()].reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Of a trial that failed or has no result yet nobody knows how far it was trained: all that was planned counts. */
function epochsOf(planned: PlannedTrial | undefined, result: BilledResult | undefined): number {
  const from = planned === undefined ? 0 : epochsBefore(planned);
  const until = result?.epochs ?? planned?.budget.epochs ?? 0;
  return Math.max(0, until - from);
}

/** What a collected round cost; undefined where nothing is billed. */
const readSpent = (store: ArtifactStore, searchId: string, round: number): Promise<Spent | undefined> =>
  findArtifact(store, searchKeys(searchId).spent(round), spentSchema);

/** What each of the rounds before `round` cost, where it was billed. */
export async function readAllSpent(store: ArtifactStore, searchId: string, round: number): Promise<Spent[]> {
  const rounds = Array.from({ length: round }, (_, before) => before);
  return (await mapConcurrently(rounds, (before) => readSpent(store, searchId, before))).filter(
    (spent) => spent !== undefined,
  );
}

/**
 * Writes the search's bill of what its rounds cost: a round in memory at a time, and of each trial its id and its dollars.
 * Nothing is written where nothing is billed. Throws SearchError ArtifactMissing before the search is prepared.
 */
export async function writeBill(store: ArtifactStore, searchId: string): Promise<void> {
  const keys = searchKeys(searchId);
  const rounds: Bill['rounds'] = [];
  const trials: Record<string, number> = {};
  let stored = 0;
  for (let round = 0; (await store.read(keys.observations(round))) !== undefined; round++) {
    const spent = await readSpent(store, searchId, round);
    if (spent === undefined) continue;
    const { trials: own, storedBytes, ...sums } = spent;
    rounds.push({ round, ...sums });
    Object.assign(trials, own);
    stored += storedBytes;
  }
  if (rounds.length === 0) return;
  const { dataset } = await readPreparedSearch(store, searchId);
  const bytes = stored + preparedBytes(dataset);
  const sumOf = (pick: (round: Bill['rounds'][number]) => number): number =>
    rounds.reduce((sum, round) => sum + pick(round), 0);
  const training = sumOf((one) => one.training);
  const orchestration = sumOf((one) => one.orchestration) + searchOrchestration().high;
  const requests = sumOf((one) => one.requests) + searchRequestDollars;
  const bill: Bill = {
    currency: 'USD',
    prices: pricesAsOf,
    total: training + orchestration + requests,
    training,
    orchestration,
    requests,
    storage: { bytes, dollarsAMonth: storageDollars(bytes) },
    rounds,
    divided:
      'A pack costs what its calls did; its trials share that in proportion to the epochs they were trained in it.',
    trials,
  };
  await writeJson(store, keys.bill, bill);
}

/** Bytes of the prepared rows as they are stored: each fold's, the refit's, and the sealed ones. */
export function preparedBytes(dataset: DatasetDescription): number {
  const row = 4 * (featuresOf(dataset) + 2);
  const unsealed = dataset.rows - dataset.sealedRows;
  return row * ((dataset.folds + 1) * unsealed + dataset.sealedRows);
}
