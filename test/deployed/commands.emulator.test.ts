import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { searchKeys } from '../../shared/steps/keys.ts';
import { describeOnEmulator } from '../emulator/emulator.ts';
import { type Cloud, deployed, iris } from './cloud.ts';

let cloud: Cloud;
let folder: string;

describeOnEmulator('commands on a deployed stack', () => {
  beforeAll(async () => {
    cloud = await deployed();
    folder = await mkdtemp(join(tmpdir(), 'modelscout-commands-'));
  });

  it('search, watch, list, show, fetch and predict', async () => {
    const run = (...given: string[]) => cloud.run(given, { cwd: folder });
    const flags = ['--target', 'species', '--trials', '6', '--epochs', '5'];
    const searched = await run('search', '--cloud', iris, '--yes', ...flags, '--fresh');
    expect(searched, searched.stderr).toMatchObject({ code: 0 });
    expect(searched.stderr).toMatch(/estimated: .*\$/);
    expect(searched.stderr).toContain('uploaded ');
    const [searchId = ''] = /\d{8}-\d{6}-[0-9a-f]{16}/.exec(searched.stdout) ?? [];
    expect(searched.stdout).toMatch(/6 candidates/);

    const again = await run('search', '--cloud', iris, '--yes', ...flags);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain(`there already: search ${searchId}`);

    const watched = await run('watch', searchId, '--cloud', '--json');
    expect(watched).toMatchObject({ code: 0 });
    expect(JSON.parse(watched.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'result', searchId });
    expect((await run('list', '--cloud')).stdout).toContain(searchId);
    const shown = await run('show', searchId, '--cloud');
    expect(shown).toMatchObject({ code: 0 });
    expect(shown.stdout).toContain('judged by');

    expect(await run('fetch', searchId)).toMatchObject({ code: 0 });
    const result = join('modelscout', searchKeys(searchId).result);
    expect(await readFile(join(folder, result, 'leaderboard.json'), 'utf8')).toBe(
      await cloud.text(searchKeys(searchId).leaderboard),
    );
    const predicted = await run('predict', result, iris);
    expect(predicted).toMatchObject({ code: 0 });
    expect(predicted.stdout.trim().split('\n').length).toBeGreaterThan(150);
  });
});
