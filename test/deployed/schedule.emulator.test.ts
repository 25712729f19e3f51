import { beforeAll, expect, it } from 'vitest';
import { verdictSchema } from '../../shared/result.ts';
import { specSchema } from '../../shared/spec.ts';
import { championSchema } from '../../shared/steps/champion.ts';
import { modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { describeOnEmulator, emulatorKind } from '../emulator/emulator.ts';
import { type Cloud, deployed, drop, until } from './cloud.ts';

let cloud: Cloud;
const fires = emulatorKind !== 'localstack';
const why = fires ? '' : ' (skipped: LocalStack’s Scheduler never fires)';

describeOnEmulator('a schedule', () => {
  beforeAll(async () => {
    cloud = await deployed();
  });

  it.skipIf(!fires)(`searches again from the champion, and challenges it${why}`, async () => {
    const name = await drop(cloud, 'again', { trials: 3, roundTrials: 3, epochs: 5 });
    const first = await cloud.searchOf(name);
    expect(await cloud.ended(first)).toMatchObject({ state: 'succeeded' });
    const { winner } = verdictSchema.parse(await cloud.json(searchKeys(first).verdict));

    const soon = new Date(Date.now() + 6000).toISOString().slice(0, 19);
    expect(await cloud.run(['schedule', name, `at(${soon})`])).toMatchObject({ code: 0 });
    expect((await cloud.run(['schedule'])).stdout).toContain(name);
    const second = await until('the scheduled search', async () => (await cloud.searchesOf(name))[1]);
    expect(await cloud.ended(second)).toMatchObject({ state: 'succeeded' });

    const keys = searchKeys(second);
    expect(specSchema.parse(await cloud.json(keys.spec)).candidates).toEqual([winner.candidate]);
    const { champion } = verdictSchema.parse(await cloud.json(keys.verdict));
    expect(champion).toMatchObject({ searchId: first });
    expect(champion?.score).toBeGreaterThan(0);
    const { searchId } = championSchema.parse(await cloud.json(modelKeys(name).champion));
    expect(searchId).toBe(champion?.replaced === true ? second : first);

    expect(await cloud.run(['schedule', name, '--remove'])).toMatchObject({ code: 0 });
    expect((await cloud.run(['schedule'])).stdout).not.toContain(name);
  });
});
