import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { ArtifactStore } from '../shared/artifact-store.ts';
import { SearchError } from '../shared/errors.ts';
import { type Verdict, verdictSchema } from '../shared/result.ts';
import { parseSpec, type Spec } from '../shared/spec.ts';
import { collect } from '../shared/steps/collect.ts';
import type { PrepareContext } from '../shared/steps/context.ts';
import { engineSchema, keepEngine } from '../shared/steps/engine.ts';
import { searchKeys } from '../shared/steps/keys.ts';
import { plan } from '../shared/steps/plan.ts';
import { prepare } from '../shared/steps/prepare.ts';
import { findArtifact } from '../shared/steps/read-artifact.ts';
import { recordLost } from '../shared/steps/record-lost.ts';
import { writeSpec } from '../shared/steps/settings.ts';
import { openStore } from '../storage/index.ts';
import { machineMiB } from './machine-memory.ts';
import { findOrBegin, searchContent } from './search-identity.ts';
import { acquireLock } from './search-lock.ts';
import type { SearchOutcome, SearchRequest } from './search-request.ts';
import { stoppable } from './stoppable.ts';
import type { Job, JobResult } from './worker-messages.ts';
import { type WorkerPool, workerPool } from './worker-pool.ts';
import { WorkerLost } from './worker-process.ts';

/** How datasets are opened and prepared: data/, or what a test puts in its place. */
export type DataAccess = Pick<PrepareContext, 'openSource' | 'prepareDataset' | 'encodeRows'>;

/** Times a pack is tried whose worker went away. */
const attempts = 3;

/** `search` over any way to read data. Throws as `Search` says. */
export async function runSearch(request: SearchRequest, data: DataAccess): Promise<SearchOutcome> {
  const spec = parseSpec(request.spec);
  const folder = resolve(folderOf(request.store ?? spec.output));
  return stoppable(request.signal, openStore(folder), async (store, cleanups) => {
    const content = await searchContent(spec, await data.openSource(spec.dataset));
    const release = await acquireLock(store, content);
    cleanups.add(release);
    const { searchId, found } = await findOrBegin(store, content, { fresh: request.fresh ?? false, now: Date.now() });
    const workers = request.workers ?? spec.workers ?? availableParallelism();
    const emit = request.onEvent ?? (() => undefined);
    emit({ type: 'started', searchId, resumed: found, workers });
    const keys = searchKeys(searchId);
    const outcome = { searchId, resumed: found, resultFolder: join(folder, keys.result) };
    const finished = await findArtifact(store, keys.verdict, verdictSchema);
    if (finished !== undefined) return { ...outcome, verdict: finished, alreadyFinished: true };

    const engine = (await findArtifact(store, keys.engine, engineSchema))?.engine ?? spec.engine;
    const pool = workerPool({
      size: workers,
      store: folder,
      engine,
      trainerModule: request.trainerModule,
      onEvent: emit,
    });
    cleanups.add(() => pool.close());
    const context = { ...data, store, now: () => Date.now(), emit };
    // Who begins anew wants it trained anew.
    const begun = found ? spec : { ...spec, cache: spec.cache && request.fresh !== true };
    const verdict = await runSteps(searchId, begun, context, pool);
    return { ...outcome, verdict, alreadyFinished: false };
  });
}

function folderOf(address: string): string {
  if (address !== 'memory:') return address;
  throw new SearchError('InvalidSpec', 'A search has worker processes, which cannot share a store in memory', {
    wayOut: 'Give a folder',
  });
}

/** The whole search: prepare, then rounds of plan, train, collect, then publish. Steps done before cost next to nothing. */
async function runSteps(searchId: string, spec: Spec, context: PrepareContext, pool: WorkerPool): Promise<Verdict> {
  const { store } = context;
  // The engine loads while the data is read; what is wrong with the data is told first.
  const engineReady = startEngine(searchId, store, pool);
  engineReady.catch(() => undefined);
  await writeSpec(store, searchId, spec);
  for (let { round } = await prepare({ searchId }, context); ; round++) {
    // Results of earlier searches are taken over where their engine is this one.
    if (round === 0 && (await store.read(searchKeys(searchId).memory)) !== undefined) await engineReady;
    const { packs, done } = await plan({ searchId, round }, { ...context, memoryMiB: machineMiB() });
    pool.start(packs).catch(() => undefined);
    await engineReady;
    await Promise.all(Array.from({ length: packs }, (_, pack) => trainPack({ searchId, round, pack }, context, pool)));
    await collect({ searchId, round }, context);
    if (done) return publishOn(pool, { searchId, round });
  }
}

/** Starts the first worker and records which engine it has: the search keeps to it when it is gone on with. */
async function startEngine(searchId: string, store: ArtifactStore, pool: WorkerPool): Promise<void> {
  try {
    const engine = await pool.start(1);
    await keepEngine(store, searchId, engine);
  } catch (error) {
    if (!(error instanceof WorkerLost)) throw error;
    throw new SearchError('EngineUnavailable', `The engine ended its process: ${error.message}`, {
      wayOut: 'Choose the other engine (native or wasm), or free some memory',
      cause: error,
    });
  }
}

type TrainJob = Extract<Job, { kind: 'train' }>;

/** A lost machine is no failed trial: its pack is trained again, and only recorded as lost when that does not help. */
async function trainPack(input: TrainJob['input'], { store, emit }: PrepareContext, pool: WorkerPool): Promise<void> {
  const { round, pack } = input;
  try {
    await untilNotLost({ kind: 'train', input }, pool, (message) =>
      emit({ type: 'worker-lost', round, pack, message }),
    );
  } catch (error) {
    if (!(error instanceof WorkerLost)) throw error;
    await recordLost({ ...input, message: `Tried ${attempts} times; ${error.message}` }, { store });
  }
}

async function publishOn(pool: WorkerPool, input: Extract<Job, { kind: 'publish' }>['input']): Promise<Verdict> {
  try {
    return await untilNotLost({ kind: 'publish', input }, pool, () => undefined);
  } catch (error) {
    if (!(error instanceof WorkerLost)) throw error;
    throw new SearchError('SearchFailed', `The winner cannot be fitted to all rows: ${error.message}`, {
      wayOut: 'Free some memory, then run the same command again',
      cause: error,
    });
  }
}

async function untilNotLost<J extends Job>(
  job: J,
  pool: WorkerPool,
  onLost: (message: string) => void,
): Promise<JobResult<J>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await pool.run(job);
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error;
      onLost(error.message);
      if (attempt === attempts) throw error;
    }
  }
}
