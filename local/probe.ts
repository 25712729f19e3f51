import { type ArtifactStore, writeJson } from '../shared/artifact-store.ts';
import type { Deployment } from '../shared/compute.ts';
import type { Range } from '../shared/money/range.ts';
import { predictPack } from '../shared/packing.ts';
import type { Spec } from '../shared/spec.ts';
import { searchKeys } from '../shared/steps/keys.ts';
import { packable, shapeOf } from '../shared/steps/packs-file.ts';
import type { Plan, PlannedTrial } from '../shared/steps/plan-file.ts';
import { prepare } from '../shared/steps/prepare.ts';
import { type Rehearsal, rehearse } from '../shared/steps/rehearse.ts';
import { type PreparedSearch, readPreparedSearch, writeSpec } from '../shared/steps/settings.ts';
import { train } from '../shared/steps/train.ts';
import type { Trainer } from '../shared/trainer.ts';
import { memoryStore } from '../storage/memory.ts';
import type { DataAccess } from './run-search.ts';
import { stoppable } from './stoppable.ts';

export interface ProbeRequest {
  readonly spec: Spec;
  readonly deployment: Deployment;
  /** Processor seconds that training may take, about; 6 by default. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  /** In place of training/: for tests that need no TensorFlow. */
  readonly createTrainer?: (engine: Trainer['engine']) => Promise<Trainer>;
  /** Processor seconds of this process so far. */
  readonly cpuSeconds?: () => number;
}

/** A pack that was trained here. */
interface SampledPack {
  readonly trials: number;
  readonly epochs: number;
  /** By the cost model, whose machine and engine are others. */
  readonly predictedSeconds: number;
  /** Of the processor: what else runs here makes no difference. */
  readonly seconds: number;
}

export interface Probe {
  readonly search: PreparedSearch;
  readonly rehearsal: Rehearsal;
  readonly sampled: readonly SampledPack[];
  /** Real seconds for each predicted one, over the sampled packs. */
  readonly ratio: Range;
}

const searchId = 'probe';
const samples = 4;
/** Epochs that tell an epoch's time from the program's building. */
const fewestEpochs = 3;
const fewestTrials = 4;
const warmUpEpochs = 3;

/**
 * Prepares the data and trains a few packs of the first round, in this process and in memory, with the deployment's engine.
 * Throws SearchError as `prepare` and the engine do, or Interrupted on the signal.
 */
export const probe = (request: ProbeRequest, data: DataAccess): Promise<Probe> =>
  stoppable(request.signal, memoryStore(), (store) => probeIn(store, request, data));

async function probeIn(store: ArtifactStore, request: ProbeRequest, data: DataAccess): Promise<Probe> {
  const { spec, deployment, seconds = 6, createTrainer = createOwn, cpuSeconds = ownCpuSeconds } = request;
  // Limits of the search are none of the probe's.
  const budget = { ...spec.budget, seconds: undefined };
  await writeSpec(store, searchId, { ...spec, budget });
  const context = { ...data, store, now: () => Date.now(), emit: () => undefined };
  await prepare({ searchId }, context);
  const prepared = await readPreparedSearch(store, searchId);
  const rehearsal = rehearse(prepared, deployment);
  const trainer = await createTrainer(deployment.engine);
  const trainAll = (packs: readonly PlannedTrial[][], round: number): Promise<SampledPack[]> =>
    trainSample({ packs, round }, prepared, { context: { ...context, trainer }, cpuSeconds });

  // The first packs of a process warm the engine up: they say how long an epoch takes, and do not count.
  const { firstPlan } = rehearsal;
  const shortest = packOf(firstPlan, firstPlan.packs.length - 1);
  const warmUps = await trainAll([withEpochs(shortest, 1), withEpochs(shortest, warmUpEpochs)], 0);
  const expected = Math.max(...warmUps.map((pack) => pack.seconds / pack.predictedSeconds), marginal(warmUps));
  const sampled = await trainAll(sampleOf(firstPlan, prepared, seconds / expected), 1);
  const ratios = sampled.map((pack) => pack.seconds / pack.predictedSeconds);
  const ratio = { low: Math.min(...ratios), high: Math.max(...ratios) };
  const search = { ...prepared, settings: { ...prepared.settings, budget: spec.budget } };
  return { search, rehearsal, sampled, ratio };
}

async function createOwn(engine: Trainer['engine']): Promise<Trainer> {
  // One thread, as the cost model and Lambda's one processor have it; read when the library is loaded.
  process.env.TF_NUM_INTRAOP_THREADS ??= '1';
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const { createTrainer } = await import('../training/index.ts');
  return createTrainer({ engine });
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const packOf = ({ packs, trials }: Plan, pack: number): PlannedTrial[] => {
  const planned = new Map(trials.map((trial) => [trial.id, trial]));
  return (packs[pack]?.trials ?? []).flatMap((id) => planned.get(id) ?? []);
};

const withEpochs = (trials: readonly PlannedTrial[], most: number): PlannedTrial[] =>
  trials.map((trial) => ({ ...trial, budget: { epochs: Math.min(most, trial.budget.epochs) } }));

/** Real seconds for each predicted one, without what a pack takes to be built. */
function marginal([first, second]: readonly SampledPack[]): number {
  if (first === undefined || second === undefined || second.epochs === first.epochs) return 0;
  return (second.seconds - first.seconds) / (second.predictedSeconds - first.predictedSeconds);
}

/**
 * Packs evenly from the longest to the shortest, each of so few epochs, or else trials, that together they take no longer than
 * `seconds`, predicted.
 */
function sampleOf(plan: Plan, search: PreparedSearch, seconds: number): PlannedTrial[][] {
  const shape = shapeOf(search);
  const last = plan.packs.length - 1;
  const places = Array.from({ length: samples }, (_, index) => Math.round((index * last) / (samples - 1)));
  return [...new Set(places)].map((at) => {
    const members = packOf(plan, at);
    const share = Math.min(1, seconds / samples / predictPack(members.map(packable), shape).seconds);
    const epochs = share * (members[0]?.budget.epochs ?? 1);
    const kept = Math.max(fewestTrials, Math.floor(members.length * Math.min(1, epochs / fewestEpochs)));
    return withEpochs(members.slice(0, kept), Math.max(fewestEpochs, Math.floor(epochs)));
  });
}

async function trainSample(
  { packs, round }: { readonly packs: readonly PlannedTrial[][]; readonly round: number },
  search: PreparedSearch,
  { context, cpuSeconds }: { readonly context: Parameters<typeof train>[1]; readonly cpuSeconds: () => number },
): Promise<SampledPack[]> {
  const shape = shapeOf(search);
  // A trial that is trained twice has two results.
  const own = packs.map((trials) => trials.map((trial) => ({ ...trial, id: `${trial.id}-${round}` })));
  const plan: Plan = {
    round,
    stopped: [],
    trials: own.flat(),
    packs: own.map((trials) => ({ fold: trials[0]?.fold ?? 0, trials: trials.map(({ id }) => id) })),
  };
  await writeJson(context.store, searchKeys(searchId).plan(round), plan);
  const sampled: SampledPack[] = [];
  for (const [pack, trials] of own.entries()) {
    // The signal is heard between packs: training holds the event loop.
    await new Promise(setImmediate);
    const started = cpuSeconds();
    await train({ searchId, round, pack }, context);
    sampled.push({
      trials: trials.length,
      epochs: trials[0]?.budget.epochs ?? 0,
      predictedSeconds: predictPack(trials.map(packable), shape).seconds,
      seconds: cpuSeconds() - started,
    });
  }
  return sampled;
}
