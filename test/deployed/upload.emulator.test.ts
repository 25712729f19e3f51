import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { search } from '../../local/search.ts';
import { billSchema } from '../../shared/money/bill.ts';
import { championSchema } from '../../shared/steps/champion.ts';
import { modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { describeOnEmulator } from '../emulator/emulator.ts';
import { type Cloud, deployed, drop, iris, settings } from './cloud.ts';

const size = { trials: 12, roundTrials: 4, epochs: 10 };
let cloud: Cloud;

describeOnEmulator('an upload', () => {
  beforeAll(async () => {
    cloud = await deployed();
  });

  it('ends in a champion that predicts, with nobody touching anything; its leaderboard is the laptop’s, byte for byte', async () => {
    const name = await drop(cloud, 'upload', size);
    const searchId = await cloud.searchOf(name);
    expect(await cloud.ended(searchId)).toMatchObject({ state: 'succeeded' });
    const keys = searchKeys(searchId);
    expect(await cloud.store.read(keys.plan(2)), 'a third round').toBeDefined();

    const champion = championSchema.parse(await cloud.json(modelKeys(name).champion));
    expect(champion.searchId).toBe(searchId);
    const bill = billSchema.parse(await cloud.json(keys.bill));
    expect(bill.total).toBeGreaterThan(0);
    expect(bill.total).toBeLessThan(0.05);

    const folder = await mkdtemp(join(tmpdir(), 'modelscout-upload-'));
    const from = `s3://${cloud.stack.bucket}/${modelKeys(name).root}`;
    const predicted = await cloud.run(['predict', '--from', from, iris], { cwd: folder });
    expect(predicted).toMatchObject({ code: 0 });
    const truth = (await readFile(iris, 'utf8')).trim().split('\n').slice(1);
    const rows = predicted.stdout.trim().split('\n').slice(1);
    expect(rows).toHaveLength(truth.length);
    const right = rows.filter((row, index) => row.includes(truth[index]?.split(',').at(-1)?.trim() ?? '?'));
    expect(right.length / rows.length).toBeGreaterThan(0.5);

    const here = await search({
      spec: { ...settings(size), name, dataset: iris, engine: 'wasm' },
      store: folder,
      workers: 1,
    });
    expect(await cloud.text(keys.leaderboard)).toBe(
      await readFile(join(here.resultFolder, 'leaderboard.json'), 'utf8'),
    );
    expect((JSON.parse(await cloud.text(keys.leaderboard)) as { rows: unknown[] }).rows).toHaveLength(12);
    await rm(folder, { recursive: true });
  });
});
