import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../functions/container/exit-codes.ts';
import { folderStore } from '../../storage/folder.ts';
import { endHalfWay, keys, planJob, resultsIn, startJob } from './container-job.ts';

const iris = fileURLToPath(new URL('../../examples/iris/iris.csv', import.meta.url));

let folder: string;

/** A store with a planned round of one pack that takes some seconds. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelscout-container-'));
  const store = folderStore(join(folder, 'planned'));
  const space = {
    depth: { type: 'constant', value: 1 },
    width: { type: 'integer', low: 4, high: 8 },
    learningRate: { type: 'logUniform', low: 0.001, high: 0.01 },
    batchSize: { type: 'constant', value: 16 },
    dropout: { type: 'constant', value: 0.1 },
  } as const;
  const budget = { trials: 4, epochs: 600 };
  expect(await planJob(store, { dataset: iris, engine: 'wasm', space, budget, earlyStopping: 0 })).toBe(1);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function storeOf(name: string): Promise<string> {
  const address = join(folder, name);
  await cp(join(folder, 'planned'), address, { recursive: true });
  return address;
}

describe('a container', () => {
  it('trains its pack; ended half way, another goes on from there to the very same results', async () => {
    const whole = await storeOf('whole');
    const undisturbed = startJob(whole);
    expect(await undisturbed.ended, undisturbed.log()).toBe(exitCodes.done);
    const results = await resultsIn(folderStore(whole));
    expect(results.size).toBe(4);

    const halves = await storeOf('halves');
    const first = await endHalfWay(halves, 'SIGTERM');
    expect(await first.ended, first.log()).toBe(exitCodes.paused);
    expect(await folderStore(halves).read(keys.snapshot(0, 0))).toBeDefined();
    expect((await resultsIn(folderStore(halves))).size).toBe(0);

    const second = startJob(halves, { AWS_BATCH_JOB_ATTEMPT: '2' });
    expect(await second.ended, second.log()).toBe(exitCodes.done);
    expect(await resultsIn(folderStore(halves))).toEqual(results);
    expect(await folderStore(halves).read(keys.snapshot(0, 0))).toBeUndefined();
    expect(await folderStore(halves).list(keys.timings(0))).toEqual([
      keys.timing(0, 0, 'a-1-1'),
      keys.timing(0, 0, 'a-1-2'),
    ]);
  });

  it.each([
    ['no such pack', { PACK: '9' }, exitCodes.wrong, /has no pack 9/],
    ['no pack at all', { PACK: 'x' }, exitCodes.wrong, /PACK/],
    ['a tier that is not deployed', { TIER: 'gpu' }, exitCodes.wrong, /DEPLOYMENT/],
    ['a folder that is none', { STORE: iris }, exitCodes.failed, /StoreUnavailable/],
  ])('says by its exit code whether another try is worth it: %s', async (_what, environment, code, line) => {
    const job = startJob(join(folder, 'planned'), environment);
    expect(await job.ended).toBe(code);
    expect(job.log()).toMatch(line);
  });
});
