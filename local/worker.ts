import { render } from '../report/render.ts';
import { SearchError } from '../shared/errors.ts';
import type { SearchEvent } from '../shared/steps/context.ts';
import { publish } from '../shared/steps/publish.ts';
import { train } from '../shared/steps/train.ts';
import type { Trainer } from '../shared/trainer.ts';
import { openStore } from '../storage/index.ts';
import type { Engine, ErrorMessage, FromWorker, Job, ToWorker, WorkerStart } from './worker-messages.ts';

/** Messages a second are enough for a progress bar; a small model trains thousands of epochs in that time. */
const millisecondsBetweenProgress = 100;

type Work = (job: Job) => ReturnType<typeof train> | ReturnType<typeof publish>;

const parent = process.ppid;
const send = (message: FromWorker): void => void process.send?.(message);

// Ctrl-C reaches every process of the terminal; only the main one decides what it means.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

let work: Promise<Work> | undefined;
process.on('message', (message: ToWorker) => {
  answer(message).then(send, (error: unknown) => send({ kind: 'failed', error: messageOf(error) }));
});

async function answer(message: ToWorker): Promise<FromWorker> {
  if (message.kind === 'start') {
    const trainer = await startTrainer(message.start);
    work = Promise.resolve(workWith(trainer, message.start.store));
    return { kind: 'ready', engine: trainer.engine };
  }
  if (work === undefined) throw new Error(`The worker was sent ${message.kind} before start`);
  return { kind: 'done', result: await (await work)(message) };
}

interface TrainerModule {
  readonly createTrainer: (options: { engine: Engine }) => Promise<Trainer>;
}

async function startTrainer({ engine, trainerModule }: WorkerStart): Promise<Trainer> {
  const { createTrainer } = (await (trainerModule === undefined
    ? import('../training/index.ts')
    : import(trainerModule))) as TrainerModule;
  if (engine !== undefined) return createTrainer({ engine });
  try {
    return await createTrainer({ engine: 'native' });
  } catch (error) {
    if (!(error instanceof SearchError) || error.name !== 'EngineUnavailable') throw error;
    return createTrainer({ engine: 'wasm' });
  }
}

function workWith(trainer: Trainer, address: string): Work {
  const context = { store: openStore(address), now: () => Date.now(), emit, trainer, render };
  return (job) => (job.kind === 'train' ? train(job.input, context) : publish(job.input, context));
}

let lastProgress = 0;
function emit(event: SearchEvent): void {
  if (event.type === 'pack-progress') {
    // Training holds the event loop, so that 'disconnect' would only be heard when the pack is done.
    if (process.ppid !== parent) process.exit(1);
    const now = Date.now();
    if (now - lastProgress < millisecondsBetweenProgress) return;
    lastProgress = now;
  }
  send({ kind: 'event', event });
}

function messageOf(error: unknown): ErrorMessage {
  if (error instanceof SearchError) {
    return { code: error.name, message: error.message, place: error.place, wayOut: error.wayOut, stack: error.stack };
  }
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
}
