import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeRows } from '../../data/encode-sealed.ts';
import { fileSource } from '../../data/file-source.ts';
import { prepareDataset } from '../../data/prepare-dataset.ts';
import { exitCodes } from '../../functions/container/exit-codes.ts';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { parseSpec } from '../../shared/spec.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { plan } from '../../shared/steps/plan.ts';
import { prepare } from '../../shared/steps/prepare.ts';
import { writeSpec } from '../../shared/steps/settings.ts';
import { openStore } from '../../storage/index.ts';
import { describeOnEmulator, newBucket } from '../emulator/emulator.ts';
import { deployment } from '../functions/lambda-context.ts';
import { iris, settings } from './cloud.ts';

const main = fileURLToPath(new URL('../../functions/container/main.ts', import.meta.url));
const searchId = '20260101-000000-container';
const keys = searchKeys(searchId);
const running: ChildProcess[] = [];

/** A bucket with a planned round, whose first pack takes some seconds. */
async function planned(): Promise<{ readonly address: string; readonly store: ArtifactStore }> {
  const address = `s3://${await newBucket()}`;
  const store = openStore(address);
  const context = {
    store,
    now: () => Date.now(),
    emit: () => undefined,
    openSource: fileSource,
    prepareDataset,
    encodeRows,
  };
  const spec = { ...settings({ trials: 4, roundTrials: 4, epochs: 3000 }), dataset: iris };
  await writeSpec(store, searchId, parseSpec(spec));
  await prepare({ searchId }, context);
  await plan({ searchId, round: 0 }, context);
  return { address, store };
}

function startJob(address: string, attempt: number) {
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
      AWS_BATCH_JOB_ID: 'job',
      AWS_BATCH_JOB_ATTEMPT: String(attempt),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, ended: new Promise((resolve) => child.on('close', resolve)), log: () => text };
}

async function resultsIn(store: ArtifactStore): Promise<Map<string, string>> {
  const names = (await store.list(`${keys.root}/trials/`)).filter((key) => key.endsWith('result.json'));
  return new Map(
    await Promise.all(names.map(async (key) => [key, new TextDecoder().decode(await store.read(key))] as const)),
  );
}

let whole: Map<string, string>;
describeOnEmulator('a container over a bucket', () => {
  beforeAll(async () => {
    const { address, store } = await planned();
    const undisturbed = startJob(address, 1);
    expect(await undisturbed.ended, undisturbed.log()).toBe(exitCodes.done);
    whole = await resultsIn(store);
    expect(whole.size).toBeGreaterThan(0);
  });
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
  });

  it.each([
    ['asked to end', 'SIGTERM', exitCodes.paused, true],
    ['killed', 'SIGKILL', null, false],
  ] as const)('%s half way: another goes on to the very same results', async (_what, signal, code, saves) => {
    const { address, store } = await planned();
    const first = startJob(address, 1);
    // It has begun when it says so; how far it gets before it hears the signal depends on the machine.
    while ((await store.list(keys.timings(0))).length === 0 && first.child.exitCode === null) await sleep(20);
    await sleep(200);
    first.child.kill(signal);
    expect(await first.ended, first.log()).toBe(code);
    expect((await resultsIn(store)).size).toBe(0);
    expect((await store.read(keys.snapshot(0, 0))) !== undefined).toBe(saves);

    const second = startJob(address, 2);
    expect(await second.ended, second.log()).toBe(exitCodes.done);
    expect(await resultsIn(store)).toEqual(whole);
    expect(await store.read(keys.snapshot(0, 0))).toBeUndefined();
    expect(await store.list(keys.timings(0))).toEqual([keys.timing(0, 0, 'job-1'), keys.timing(0, 0, 'job-2')]);
  });
});
