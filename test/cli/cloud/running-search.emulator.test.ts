import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchKeys } from '../../../shared/steps/keys.ts';
import { describeOnEmulator } from '../../emulator/emulator.ts';
import { iris } from '../searched.ts';
import { type Deployed, deployed } from './deployed.ts';

let cloud: Deployed;
describeOnEmulator('commands', () => {
  beforeAll(async () => {
    cloud = await deployed(`RunningTest${Date.now()}`);
  });
  afterAll(() => cloud.remove());

  /** The workflow of the small stack waits and does nothing: what is seen here is what the commands do to a search. */
  describe('a search in the cloud', () => {
    const search = ['search', iris, '--target', 'species', '--trials', '9', '--cache', 'off', '--cloud'];
    const idIn = (text: string): string => /\d{8}-\d{6}-[0-9a-f]{16}/.exec(text)?.[0] ?? '';

    it('is started once, watched, stopped, and gone on with', async () => {
      const { run, store } = cloud;
      const started = await run([...search, '--detach']);
      const searchId = idIn(started.stderr);
      const keys = searchKeys(searchId);
      expect(started).toMatchObject({ code: 0, stdout: expect.stringContaining(`watch ${searchId} --cloud`) });
      expect(started.stderr).toMatch(/uploaded .*iris\.csv\n(.*\n)*started search/);
      const spec = JSON.parse(new TextDecoder().decode(await store.read(keys.spec))) as Record<string, unknown>;
      expect(spec).toMatchObject({
        dataset: expect.stringMatching(/^uploads\/[0-9a-f]{16}\/iris\.csv$/),
        target: 'species',
      });
      expect(await store.read(String(spec.dataset))).toBeDefined();

      const again = await run([...search, '--detach', '--json']);
      expect(JSON.parse(again.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
        searchId,
        resumed: true,
        began: false,
      });
      expect((await run(['list', '--cloud'])).stdout).toMatch(new RegExp(`${searchId} .* running`));

      const watched = await run(['watch', searchId.slice(0, 15), '--cloud'], {
        interruptAfter: /reading the data of iris/,
      });
      expect(watched).toMatchObject({ code: 130, stdout: '' });
      expect(watched.stderr).toContain(`the search goes on in the cloud. To watch it: `);
      expect(watched.stderr).toContain(`stop ${searchId} --cloud`);

      expect(await run(['stop', searchId, '--cloud'])).toMatchObject({ code: 0, stderr: '' });
      expect(await store.read(keys.stop)).toBeDefined();
      expect((await run(['stop', searchId, '--cloud', '--now'])).stdout).toContain('is ended');
      expect((await run(['list', '--cloud'])).stdout).toMatch(new RegExp(`${searchId} .* stopped`));
      expect(await run(['stop', searchId, '--cloud'])).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('Nobody is at the search'),
      });

      expect((await run(['resume', searchId, '--cloud', '--detach'])).code).toBe(0);
      expect(await store.read(keys.stop)).toBeUndefined();
      expect((await run(['list', '--cloud'])).stdout).toMatch(new RegExp(`${searchId} .* running`));
      await run(['stop', searchId, '--cloud', '--now']);
    });

    it('that failed ends a watch with what it failed with', async () => {
      const { run, store } = cloud;
      const { stderr } = await run(['search', iris, '--trials', '7', '--cloud', '--detach']);
      const searchId = idIn(stderr);
      await run(['stop', searchId, '--cloud', '--now']);
      await store.delete(searchKeys(searchId).stop);
      const failure = { searchId, code: 'InvalidDataset', message: 'It has one column. Give it two', at: 0 };
      await store.write(searchKeys(searchId).failure, JSON.stringify(failure));
      expect(await run(['watch', searchId, '--cloud', '--json'])).toMatchObject({
        code: 3,
        stderr: `error: The search ${searchId} failed: It has one column. Give it two\n`,
      });
      expect((await run(['list', '--cloud'])).stdout).toMatch(new RegExp(`${searchId} .* failed`));
    });

    it.each([
      [['--tier', 'gpu'], 'has no gpu tier'],
      [['--engine', 'native'], 'has the wasm engine, not native'],
    ])('with %j is refused before anything is uploaded', async (flags, told) => {
      const { run, store } = cloud;
      const before = await store.list('');
      const { code, stderr } = await run([...search, ...flags]);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
      expect(await store.list('')).toEqual(before);
    });

    it('needs --cloud for what is of the cloud alone', async () => {
      expect(await cloud.run(['search', iris, '--detach'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('Add --cloud'),
      });
    });
  });

  describe('schedule', () => {
    it('is set, listed and removed', async () => {
      const { run, store } = cloud;
      expect(await run(['schedule', 'iris', 'rate(7 days)'])).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('There is no dataset datasets/iris in s3://'),
      });
      await store.write('datasets/iris/iris.csv', 'a,b\n1,2\n');
      expect((await run(['schedule'])).stdout).toContain('There are no schedules yet');
      expect((await run(['schedule', 'iris', 'rate(7 days)'])).code).toBe(0);
      const berlin = ['schedule', 'datasets/iris/iris.csv', 'cron(0 6 ? * MON *)', '--timezone', 'Europe/Berlin'];
      expect((await run(berlin)).code).toBe(0);
      const { stdout } = await run(['schedule']);
      expect(stdout).toMatch(/datasets\/iris +rate\(7 days\)\n/);
      expect(stdout).toMatch(/datasets\/iris\/iris\.csv +cron\(0 6 \? \* MON \*\) +Europe\/Berlin\n/);
      expect((await run(['schedule', 'iris', '--remove'])).code).toBe(0);
      expect((await run(['schedule', '--json'])).stdout.trim().split('\n')).toHaveLength(1);
      expect(await run(['schedule', 'iris', '--remove'])).toMatchObject({ code: 3 });
    });

    it.each([
      [['schedule', 'iris', 'weekly'], 'The schedule "weekly" is none'],
      [['schedule', 'iris'], 'lacks how often'],
      [['schedule', '--remove'], 'lacks the dataset'],
      [['schedule', '../etc', 'rate(1 day)'], 'is no dataset of the bucket'],
      [['schedule', iris, 'rate(1 day)'], 'It is a file of this machine'],
      [['schedule', 'iris', 'rate(1 day)', '--timezone', 'Mars'], 'There is no time zone "Mars"'],
    ])('%j is told in a line', async (argumentsGiven, told) => {
      const { code, stderr } = await cloud.run(argumentsGiven);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    });
  });
});
