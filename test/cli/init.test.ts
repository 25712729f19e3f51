import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJsonFile } from '../../cli/spec/read-json-file.ts';
import { parseSpec } from '../../shared/spec.ts';
import { runCli } from './run-cli.ts';
import { iris, newFolder, searched } from './searched.ts';

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  await copyFile(iris, join(folder, 'flowers.csv'));
});
const init = (...words: readonly string[]) => runCli(['init', ...words], { cwd: folder });

describe('init', () => {
  it('writes a spec with comments that says what would be chosen anyway', async () => {
    const bare = await searched('flowers.csv', [], folder);
    const { code, stdout, stderr } = await init('flowers.csv');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('wrote search.json');
    expect(await readFile(join(folder, 'search.json'), 'utf8')).toContain(
      '// 3 classes: setosa, versicolor, virginica',
    );
    const spec = parseSpec(await readJsonFile(join(folder, 'search.json'), 'spec'));
    expect(spec).toMatchObject({ dataset: 'flowers.csv', target: 'species', task: 'multiclass', metric: 'accuracy' });
    const read = await searched('flowers.csv', ['--fresh'], folder);
    expect(read.searchId.slice(-16)).not.toBe(bare.searchId.slice(-16));
    const [before, after] = await Promise.all(
      [bare, read].map(({ search }) => readFile(join(search, 'result', 'leaderboard.json'), 'utf8')),
    );
    expect(after).toBe(before);
  });

  it('comes with a JSON schema that knows every key it writes', async () => {
    const schema = z
      .object({ properties: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(await readFile(join(folder, 'search.schema.json'), 'utf8')));
    const spec = (await readJsonFile(join(folder, 'search.json'), 'spec')) as Record<string, unknown>;
    expect(spec.$schema).toBe('./search.schema.json');
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(spec)));
  });

  it('overwrites only when told to', async () => {
    await writeFile(join(folder, 'search.json'), 'mine');
    const refused = await init('flowers.csv');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toBe('error: search.json is there already. --force overwrites it\n');
    expect(await readFile(join(folder, 'search.json'), 'utf8')).toBe('mine');
    expect((await init('flowers.csv', '--force')).code).toBe(0);
    expect(await readFile(join(folder, 'search.json'), 'utf8')).not.toBe('mine');
  });

  it('keeps hostile names inside their texts', async () => {
    const dangerous = await newFolder();
    const name = 'a */ // "b\\" \u2028';
    const rows = Array.from({ length: 40 }, (_, row) => `${row % 7},${row % 2 === 0 ? '"x // y"' : '"z */"'}`);
    await writeFile(join(dangerous, 'd.csv'), `"${name.replaceAll('"', '""')}",y\n${rows.join('\n')}\n`);
    expect(await runCli(['init', 'd.csv'], { cwd: dangerous })).toMatchObject({ code: 0, stderr: '' });
    const spec = parseSpec(await readJsonFile(join(dangerous, 'search.json'), 'spec'));
    expect(spec.columns).toEqual({ [name.trim()]: 'number' });
  });

  it('writes nothing where the dataset is wrong', async () => {
    const empty = await newFolder();
    await writeFile(join(empty, 'one.csv'), 'x,y\n1,a\n2,a\n3,a\n');
    const { code, stderr } = await runCli(['init', 'one.csv'], { cwd: empty });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(await readdir(empty)).toEqual(['one.csv']);
  });
});
