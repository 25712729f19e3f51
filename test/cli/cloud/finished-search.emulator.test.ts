import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOnEmulator } from '../../emulator/emulator.ts';
import { runCli } from '../run-cli.ts';
import { iris, newFolder } from '../searched.ts';
import { type Deployed, deployed } from './deployed.ts';

let cloud: Deployed;
describeOnEmulator('commands', () => {
  beforeAll(async () => {
    cloud = await deployed(`FinishedTest${Date.now()}`);
  });
  afterAll(() => cloud.remove());

  const objectsIn = (text: string): Record<string, unknown>[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  describe('a finished search in a bucket', () => {
    it('is listed as on this machine', async () => {
      const { searched, run } = cloud;
      const { verdict, searchId } = searched;
      const there = await run(['list', '--cloud']);
      expect(there).toEqual(await runCli(['list'], { cwd: searched.folder }));
      expect(there.stdout).toContain(searchId);
      const [json] = objectsIn((await run(['list', '--cloud', '--json'])).stdout);
      expect(json).toMatchObject({ searchId, state: 'finished', candidates: 8, test: verdict.test.value });
    });

    it('is shown as on this machine, but for where it lies', async () => {
      const { searched, run, stack } = cloud;
      const there = await run(['show', searched.searchId.slice(0, 12), '--cloud']);
      const here = await runCli(['show', searched.searchId], { cwd: searched.folder });
      const address = `s3://${stack.bucket}/searches/${searched.searchId}`;
      expect(there.stdout).toContain(`${address}/result/model`);
      expect(there.stdout.replaceAll(address, `modelscout/searches/${searched.searchId}`)).toBe(here.stdout);
    });

    it('has a report, written where a browser can read it', async () => {
      const cwd = await newFolder();
      const { code, stdout } = await cloud.run(['report', '--cloud', '--output', 'reports'], { cwd });
      expect(code).toBe(0);
      expect(await readFile(join(cwd, stdout.trim()), 'utf8')).toContain('</html>');
      expect(stdout).toMatch(/^reports\//);
    });

    it('is watched to its verdict at once', async () => {
      const { run, searched } = cloud;
      const { code, stdout } = await run(['watch', '--cloud', '--json']);
      expect(code).toBe(0);
      expect(objectsIn(stdout).at(-1)).toMatchObject({ type: 'result', verdict: { searchId: searched.searchId } });
      expect((await run(['watch', '--cloud'])).stdout).toMatch(/accuracy .* on 30 sealed rows/);
    });

    it('is not stopped or gone on with', async () => {
      const { run, searched } = cloud;
      expect((await run(['stop', searched.searchId, '--cloud'])).stdout).toContain('has ended already');
      expect(await run(['resume', searched.searchId, '--cloud'])).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('it is finished'),
      });
    });

    it('is fetched byte for byte, and predicts', async () => {
      const { run, searched } = cloud;
      const cwd = await newFolder();
      const { code, stdout } = await run(['fetch', searched.searchId], { cwd });
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ files/) });
      const result = join('modelscout', 'searches', searched.searchId, 'result');
      for (const file of ['verdict.json', 'leaderboard.json', 'model/weights.bin', 'model/model.json', 'report.html']) {
        const there = await readFile(join(searched.folder, result, file));
        expect((await readFile(join(cwd, result, file))).equals(there)).toBe(true);
      }
      const here = await runCli(['predict', searched.searchId, iris], { cwd: searched.folder });
      expect(await runCli(['predict', result, iris], { cwd })).toEqual(here);
    });

    it('has a champion that is fetched, or predicts from where it is', async () => {
      const { run, stack, searched } = cloud;
      const cwd = await newFolder();
      const here = await runCli(['predict', 'modelscout/models/iris.csv', iris], { cwd: searched.folder });
      expect(here.stdout.split('\n')).toHaveLength(152);
      expect((await run(['fetch', 'models/iris.csv', 'champion', '--json'], { cwd })).stdout).toContain(
        '"folder":"champion"',
      );
      expect(await runCli(['predict', 'champion', iris], { cwd })).toEqual(here);
      for (const path of [
        'models/iris.csv',
        `searches/${searched.searchId}`,
        `searches/${searched.searchId}/result/model/`,
      ]) {
        expect(await run(['predict', '--from', `s3://${stack.bucket}/${path}`, iris])).toEqual(here);
      }
      expect(await run(['predict', `s3://${stack.bucket}/models/iris.csv`, iris])).toEqual(here);
    });

    it.each([
      ['fetch', ['fetch', 'models/nothing'], 'There is no model models/nothing'],
      ['fetch', ['fetch', '1999'], 'There is no search "1999"'],
      ['show', ['show', '1999', '--cloud'], 'There is no search "1999"'],
      ['predict', ['predict', '--from', 'BUCKET/models/nothing', iris], 'There is no model in'],
      ['predict', ['predict', '--from', 'BUCKET/models/../x', iris], 'There is no model in'],
      ['predict', ['predict', '--from', 'BUCKET', iris], 'is a bucket'],
    ])('%s says what is not there', async (_, argumentsGiven, told) => {
      const { run, stack } = cloud;
      const words = argumentsGiven.map((word) => word.replace('BUCKET', `s3://${stack.bucket}`));
      const { code, stdout, stderr } = await run(words);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain(told);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    });
  });
});
