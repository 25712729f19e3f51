import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { tierSchema } from '../../shared/compute.ts';
import { SearchError } from '../../shared/errors.ts';
import { keepEngine } from '../../shared/steps/engine.ts';
import { parseInput, searchIdSchema } from '../../shared/steps/step-input.ts';
import { train } from '../../shared/steps/train.ts';
import { openStore } from '../../storage/index.ts';
import { readEnvironment, required } from '../world/environment.ts';
import { logger } from '../world/log.ts';
import { stepContext } from '../world/step-context.ts';
import { trainerOf } from '../world/trainer.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

/** One pack in a container of AWS Batch's, for packs that a Lambda function has no time, memory or GPU for. */
const jobSchema = z.object({
  SEARCH_ID: searchIdSchema,
  ROUND: z.coerce.number().int().min(0),
  PACK: z.coerce.number().int().min(0),
  TIER: tierSchema,
  AWS_BATCH_JOB_ID: z.string().default('local'),
  AWS_BATCH_JOB_ATTEMPT: z.string().default('1'),
});

/** A spot instance goes away with two minutes' notice at best, a crashed one without any. */
const saveEvery = 60_000;

/** Milliseconds between two turns of the event loop, which training holds: without one no signal is heard. */
const listenEvery = 200;

let ending = false;
let listenedAt = Date.now();
function mustEnd(): boolean | Promise<boolean> {
  const now = Date.now();
  if (now - listenedAt < listenEvery) return ending;
  listenedAt = now;
  return setImmediate().then(() => ending);
}

// Spot takes the machine away, or somebody ends the job: what is trained is saved, and the next attempt goes on from it.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    ending = true;
    logger.warn('ending', { signal });
  });
}

async function runJob(): Promise<number> {
  const { STORE, ENGINE, DEPLOYMENT } = readEnvironment();
  const job = parseInput(jobSchema, process.env);
  const input = { searchId: job.SEARCH_ID, round: job.ROUND, pack: job.PACK };
  logger.appendKeys(input);
  const place = required('DEPLOYMENT', required('DEPLOYMENT', DEPLOYMENT).tiers[job.TIER]);
  const store = openStore(STORE);
  await keepEngine(store, input.searchId, ENGINE);
  const trainer = await trainerOf(ENGINE);
  const { engineDevice } = await import('../../training/index.ts');
  logger.info('engine', { engine: ENGINE, device: engineDevice() });
  // A key's part: Batch's own ids may have a colon.
  const id = `${job.AWS_BATCH_JOB_ID}-${job.AWS_BATCH_JOB_ATTEMPT}`.replace(/[^A-Za-z0-9_-]/g, '-');
  const call = { id, place, mustEnd, saveEvery };
  const { paused } = await train(input, { ...stepContext(store), trainer, call });
  return paused ? exitCodes.paused : exitCodes.done;
}

try {
  process.exitCode = await runJob();
} catch (error) {
  const message = error instanceof SearchError ? error.describe() : String(error);
  logger.error(message, error instanceof Error ? error : new Error(message));
  process.exitCode = exitCodeOf(error);
}
// TensorFlow's threads would keep the process.
process.exit();
