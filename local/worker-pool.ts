import { SearchError } from '../shared/errors.ts';
import type { SearchEvent } from '../shared/steps/context.ts';
import { interruption } from './stoppable.ts';
import type { Engine, Job, JobResult, WorkerStart } from './worker-messages.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

export interface WorkerPoolOptions extends WorkerStart {
  /** Processes at most; they start as they are needed. */
  readonly size: number;
  readonly onEvent: (event: SearchEvent) => void;
}

/** Processes that do jobs, one each at a time, in the order they were asked for. */
export interface WorkerPool {
  /** Rejects with WorkerLost where the job's process went away, or with what the job threw. */
  run<J extends Job>(job: J): Promise<JobResult<J>>;
  /** Starts workers now rather than with their first jobs, so that there are `count`, or all; says which engine they have. */
  start(count: number): Promise<Engine>;
  /** Ends all processes; jobs not done are rejected with SearchError Interrupted: nobody lost them. */
  close(): Promise<void>;
}

export function workerPool({ size, onEvent, ...start }: WorkerPoolOptions): WorkerPool {
  const workers = new Set<WorkerProcess>();
  const idle: WorkerProcess[] = [];
  const waiting: { give: (worker: WorkerProcess) => void; refuse: (error: Error) => void }[] = [];
  let { engine } = start;
  let closed = false;

  function add(): WorkerProcess {
    const worker = startWorker({ ...start, engine }, onEvent);
    workers.add(worker);
    worker.ready.then(
      // All of a search have the engine of its first.
      (ready) => (engine ??= ready),
      // Heard by whoever runs a job on it.
      () => undefined,
    );
    return worker;
  }

  function takeIdle(): WorkerProcess | undefined {
    for (let worker = idle.shift(); worker !== undefined; worker = idle.shift()) {
      if (!worker.isLost()) return worker;
      workers.delete(worker);
    }
    return undefined;
  }

  function take(): Promise<WorkerProcess> {
    if (closed) return Promise.reject(interruption());
    const worker = takeIdle() ?? (workers.size < size ? add() : undefined);
    if (worker !== undefined) return Promise.resolve(worker);
    return new Promise((give, refuse) => waiting.push({ give, refuse }));
  }

  function release(worker: WorkerProcess): void {
    const next = waiting.shift();
    if (next === undefined) idle.push(worker);
    else next.give(worker);
  }

  /** Its place goes to a new process, if anybody waits for one. */
  function replace(worker: WorkerProcess): void {
    workers.delete(worker);
    void worker.end();
    const next = closed ? undefined : waiting.shift();
    next?.give(add());
  }

  function checkEngine(has: Engine): void {
    if (has === engine) return;
    throw new SearchError('EngineUnavailable', `A worker has the ${has} engine, and the search has ${engine}`, {
      wayOut: 'Choose the engine (native or wasm) rather than have it chosen',
    });
  }

  return {
    async run(job) {
      const worker = await take();
      try {
        checkEngine(await worker.ready);
        const result = await worker.run(job);
        release(worker);
        return result;
      } catch (error) {
        // After an error of the job, too: nobody knows what state its engine is in.
        replace(worker);
        throw closed ? interruption() : error;
      }
    },
    async start(count) {
      if (closed) throw interruption();
      while (workers.size < Math.min(count, size)) idle.push(add());
      for (const worker of workers) return worker.ready;
      throw new RangeError(`start: ${count} workers`);
    },
    async close() {
      closed = true;
      for (const { refuse } of waiting.splice(0)) refuse(interruption());
      await Promise.all([...workers].map((worker) => worker.end()));
    },
  };
}
