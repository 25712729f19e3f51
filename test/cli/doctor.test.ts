import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { newFolder } from './searched.ts';

describe('doctor', () => {
  it('says what is there, and leaves nothing behind', async () => {
    const folder = await newFolder();
    const { code, stdout, stderr } = await runCli(['doctor'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of ['Node', 'engine native', 'engine wasm', 'cores', 'memory', 'output', 'cache']) {
      expect(stdout).toMatch(new RegExp(`^. ${name} `, 'm'));
    }
    expect(stdout).toContain(`✔ Node           ${process.versions.node}`);
    expect(stdout).toMatch(/^✔ engine wasm {4}loaded, version \d/m);
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends with 1 where nothing can be written', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'file'), '');
    const { code, stdout } = await runCli(['doctor', '--output', 'file/below'], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✘ output +file\/below cannot be written to: ENOTDIR/m);
  });
});
