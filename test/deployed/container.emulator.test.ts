import { beforeAll, expect, it } from 'vitest';
import { exitCodes } from '../../functions/container/exit-codes.ts';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { openStore } from '../../storage/index.ts';
import { describeOnEmulator, newBucket } from '../emulator/emulator.ts';
import { endHalfWay, keys, planJob, resultsIn, startJob } from '../functions/container-job.ts';
import { iris, settings } from './cloud.ts';

/** A bucket with a planned round, whose first pack takes some seconds. */
async function planned(): Promise<{ readonly address: string; readonly store: ArtifactStore }> {
  const address = `s3://${await newBucket()}`;
  const store = openStore(address);
  await planJob(store, { ...settings({ trials: 4, roundTrials: 4, epochs: 3000 }), dataset: iris });
  return { address, store };
}

let whole: Map<string, string>;
describeOnEmulator('a container over a bucket', () => {
  beforeAll(async () => {
    const { address, store } = await planned();
    const undisturbed = startJob(address);
    expect(await undisturbed.ended, undisturbed.log()).toBe(exitCodes.done);
    whole = await resultsIn(store);
    expect(whole.size).toBeGreaterThan(0);
  });

  it.each([
    ['asked to end', 'SIGTERM', exitCodes.paused, true],
    ['killed', 'SIGKILL', null, false],
  ] as const)('%s half way: another goes on to the very same results', async (_what, signal, code, saves) => {
    const { address, store } = await planned();
    const first = await endHalfWay(address, signal);
    expect(await first.ended, first.log()).toBe(code);
    expect((await resultsIn(store)).size).toBe(0);
    expect((await store.read(keys.snapshot(0, 0))) !== undefined).toBe(saves);

    const second = startJob(address, { AWS_BATCH_JOB_ATTEMPT: '2' });
    expect(await second.ended, second.log()).toBe(exitCodes.done);
    expect(await resultsIn(store)).toEqual(whole);
    expect(await store.read(keys.snapshot(0, 0))).toBeUndefined();
    expect(await store.list(keys.timings(0))).toEqual([keys.timing(0, 0, 'a-1-1'), keys.timing(0, 0, 'a-1-2')]);
  });
});
