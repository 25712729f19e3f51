import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { iris, newFolder, type Searched, searched } from './searched.ts';

let flowers: Searched;
beforeAll(async () => {
  flowers = await searched(iris);
});

describe('report', () => {
  it('writes the very report again that the search ended with, and prints where it lies', async () => {
    const path = join(flowers.search, 'result', 'report.html');
    const before = await readFile(path);
    await rm(path);
    const { code, stdout, stderr } = await runCli(['report'], { cwd: flowers.folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(join(flowers.folder, stdout.trimEnd())).toBe(path);
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('refuses a search that is not finished', async () => {
    const folder = await newFolder();
    await cp(join(flowers.folder, 'modelscout'), join(folder, 'modelscout'), { recursive: true });
    await rm(join(folder, 'modelscout', 'searches', flowers.searchId, 'result', 'verdict.json'));
    const { code, stdout, stderr } = await runCli(['report', flowers.searchId], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^error: The search \S+ has no verdict yet, and so no report.*\n$/);
    const listed = await runCli(['show'], { cwd: folder });
    expect(listed.stdout).toContain('interrupted');
  });
});
