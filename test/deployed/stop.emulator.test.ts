import { beforeAll, expect, it } from 'vitest';
import { verdictSchema } from '../../shared/result.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { describeOnEmulator } from '../emulator/emulator.ts';
import { type Cloud, deployed, drop, until } from './cloud.ts';

const size = { trials: 12, roundTrials: 4, epochs: 300 };
const patience = 240_000;
let cloud: Cloud;

describeOnEmulator('a search in the cloud', () => {
  beforeAll(async () => {
    cloud = await deployed();
  });

  it(
    'is stopped and judged with what is done; gone on with, it ends as one that was not disturbed, byte for byte',
    async () => {
      const searchId = await cloud.searchOf(await drop(cloud, 'stopped', size));
      const keys = searchKeys(searchId);
      // In a later round: the first is there to be judged.
      await until('the first round', () => cloud.store.read(keys.observations(0)));
      const stopped = await cloud.run(['stop', searchId, '--cloud']);
      expect(stopped).toMatchObject({ code: 0, stdout: expect.stringContaining('is asked to stop') as string });
      expect(await cloud.ended(searchId)).toMatchObject({ state: 'succeeded' });
      const early = verdictSchema.parse(await cloud.json(keys.verdict));
      expect(early.endedBecause).toMatch(/stopped/);
      expect((await readHistory(cloud.store, searchId)).length).toBeLessThan(size.trials);

      const resumed = await cloud.run(['resume', searchId, '--cloud', '--quiet']);
      expect(resumed).toMatchObject({ code: 0, stdout: expect.stringContaining('accuracy') as string });
      expect(verdictSchema.parse(await cloud.json(keys.verdict)).endedBecause).not.toMatch(/stopped/);
      expect(await cloud.store.read(keys.stop)).toBeUndefined();
      const undisturbed = await cloud.searchOf(await drop(cloud, 'whole', size));
      expect(await cloud.ended(undisturbed)).toMatchObject({ state: 'succeeded' });
      expect(await cloud.text(keys.leaderboard)).toBe(await cloud.text(searchKeys(undisturbed).leaderboard));
    },
    patience,
  );
});
