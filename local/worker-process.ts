import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SearchError } from '../shared/errors.ts';
import type { SearchEvent } from '../shared/steps/context.ts';
import type { Engine, ErrorMessage, FromWorker, Job, JobResult, ToWorker, WorkerStart } from './worker-messages.ts';

/** Beside this file, under the ending that this file has: .ts, or .js when built. */
const scriptPath = fileURLToPath(new URL(`worker${extname(import.meta.url)}`, import.meta.url));
const shownError = 500;

/** A worker's process went away with its work undone. */
export class WorkerLost extends Error {}

/** One child process that does one job at a time. */
export interface WorkerProcess {
  /** Its engine, once it is loaded. Rejects with SearchError EngineUnavailable. */
  readonly ready: Promise<Engine>;
  /** Whether its process is gone. */
  isLost(): boolean;
  /** Rejects with WorkerLost, or with what the job threw. */
  run<J extends Job>(job: J): Promise<JobResult<J>>;
  /** Ends it at once: what it writes is whole or not there. */
  end(): Promise<void>;
}

export function startWorker(start: WorkerStart, onEvent: (event: SearchEvent) => void): WorkerProcess {
  const child = fork(scriptPath, {
    execArgv: workerArguments(),
    env: workerEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-shownError);
  });
  let waiting: { resolve: (message: FromWorker) => void; reject: (error: unknown) => void } | undefined;
  let lost: WorkerLost | undefined;
  const lose = (how: string): void => {
    lost ??= new WorkerLost(`Worker ${child.pid ?? ''} ${how}${errors.trim() === '' ? '' : `: ${errors.trim()}`}`);
    waiting?.reject(lost);
  };
  const ended = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      lose(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
      resolve();
    });
    child.once('error', (error) => {
      lose(`failed: ${error.message}`);
      if (child.pid === undefined) resolve();
    });
  });
  child.on('message', (message: FromWorker) => {
    if (message.kind === 'event') onEvent(message.event);
    else if (message.kind === 'failed') waiting?.reject(errorFrom(message.error));
    else waiting?.resolve(message);
  });

  const ask = (message: ToWorker): Promise<FromWorker> =>
    new Promise((resolve, reject) => {
      if (lost !== undefined) return reject(lost);
      waiting = { resolve, reject };
      // A failed send means that it is going away, which 'close' tells with more to say.
      return void child.send(message, () => undefined);
    });

  const ready = ask({ kind: 'start', start }).then((message) => {
    if (message.kind !== 'ready') throw new Error(`A worker began with ${message.kind}`);
    return message.engine;
  });
  return {
    ready,
    isLost: () => lost !== undefined,
    async run<J extends Job>(job: J) {
      await ready;
      const message = await ask(job);
      if (message.kind !== 'done') throw new Error(`A worker answered ${job.kind} with ${message.kind}`);
      return message.result as JobResult<J>;
    },
    end: () => endProcess(child, ended),
  };
}

async function endProcess(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** The loader that runs this process's TypeScript runs the worker's; a debugger's port cannot be shared. */
function workerArguments(): string[] {
  const inherited = process.execArgv.filter((argument) => !argument.startsWith('--inspect'));
  if (!scriptPath.endsWith('.ts') || inherited.some((argument) => argument.includes('tsx'))) return inherited;
  return [...inherited, '--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}

/** One thread a worker: small work runs faster, and results do not depend on the number of cores. */
const workerEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_CPP_MIN_LOG_LEVEL: '2',
});

function errorFrom({ code, message, place, wayOut, stack }: ErrorMessage): Error {
  const error = code === undefined ? new Error(message) : new SearchError(code, message, { place, wayOut });
  if (stack !== undefined) error.stack = stack;
  return error;
}
