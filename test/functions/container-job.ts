import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { encodeRows } from '../../data/encode-sealed.ts';
import { fileSource } from '../../data/file-source.ts';
import { prepareDataset } from '../../data/prepare-dataset.ts';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { parseSpec, type SpecInput } from '../../shared/spec.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { plan } from '../../shared/steps/plan.ts';
import { prepare } from '../../shared/steps/prepare.ts';
import { writeSpec } from '../../shared/steps/settings.ts';
import { openStore } from '../../storage/index.ts';
import { deployment } from './lambda-context.ts';

const main = fileURLToPath(new URL('../../functions/container/main.ts', import.meta.url));

const searchId = '20260101-000000-container';
export const keys = searchKeys(searchId);

/** The container's program as a process, as AWS Batch starts it. */
export interface ContainerJob {
  readonly child: ChildProcess;
  /** Its exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly log: () => string;
}

const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Begins the search in the store and plans its first round; gives the number of its packs. */
export async function planJob(store: ArtifactStore, spec: SpecInput): Promise<number> {
  const context = {
    store,
    now: () => Date.now(),
    emit: () => undefined,
    openSource: fileSource,
    prepareDataset,
    encodeRows,
  };
  await writeSpec(store, searchId, parseSpec(spec));
  await prepare({ searchId }, context);
  return (await plan({ searchId, round: 0 }, context)).packs;
}

/** Starts the job of round 0's pack 0 over the store at the address. */
export function startJob(address: string, more: Readonly<Record<string, string>> = {}): ContainerJob {
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: {
      ...process.env,
      STORE: address,
      ENGINE: 'wasm',
      DEPLOYMENT: JSON.stringify(deployment),
      SEARCH_ID: searchId,
      ROUND: '0',
      PACK: '0',
      TIER: 'fargate',
      AWS_BATCH_JOB_ID: 'a:1',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, ended: new Promise((resolve) => child.on('close', resolve)), log: () => text };
}

/** Starts the job and sends it the signal when it trains; how far it gets before it hears of it depends on the machine. */
export async function endHalfWay(address: string, signal: NodeJS.Signals): Promise<ContainerJob> {
  const job = startJob(address);
  const store = openStore(address);
  while ((await store.list(keys.timings(0))).length === 0 && job.child.exitCode === null) await sleep(20);
  await sleep(200);
  job.child.kill(signal);
  return job;
}

/** The results' texts by key. */
export async function resultsIn(store: ArtifactStore): Promise<Map<string, string>> {
  const names = (await store.list(`${keys.root}/trials/`)).filter((key) => key.endsWith('result.json'));
  return new Map(
    await Promise.all(names.map(async (key) => [key, new TextDecoder().decode(await store.read(key))] as const)),
  );
}
