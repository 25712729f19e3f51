import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { folderStore } from '../../storage/folder.ts';
import { folderError } from '../../storage/folder-error.ts';
import { describeStore } from './describe-store.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'store-'));

describeStore('folder', async () => folderStore(await newFolder()));

describe('folder store', () => {
  it('has one winner a key when processes race', async () => {
    const folder = await newFolder();
    const startAt = String(Date.now() + 1500);
    const script = fileURLToPath(new URL('race-writer.ts', import.meta.url));
    const writers = ['a', 'b', 'c', 'd'];
    const won = await Promise.all(
      writers.map(async (writer) => {
        const { stdout } = await promisify(execFile)(process.execPath, [
          '--import',
          'tsx',
          script,
          folder,
          writer,
          startAt,
        ]);
        return JSON.parse(stdout) as number[];
      }),
    );
    expect(won.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    const store = folderStore(folder);
    for (const [w, keys] of won.entries()) {
      for (const i of keys) {
        const bytes = await store.read(`race/${i}/result.json`);
        expect(Buffer.from(bytes ?? []).toString()).toBe(writers[w]?.repeat(1000));
      }
    }
    expect(await readdir(join(folder, '~writing'))).toEqual([]);
  }, 30_000);

  it('leaves no temporary files, lists none, and sweeps old ones when opened', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, '~writing'));
    await writeFile(join(folder, '~writing', '1-dead-0'), 'half');
    await writeFile(join(folder, '~writing', '2-alive-0'), 'half');
    await utimes(join(folder, '~writing', '1-dead-0'), new Date(0), new Date(0));
    const store = folderStore(folder);
    expect(await store.list('')).toEqual([]);
    await store.write('a', 'x');
    await store.write('a', 'y', { ifAbsent: true });
    await store.write('b', 'y', { ifAbsent: true });
    expect(await readdir(join(folder, '~writing'))).toEqual(['2-alive-0']);
    expect(await store.list('')).toEqual(['a', 'b']);
  });

  it('lists through links, and leaves out what has no key', async () => {
    const [folder, elsewhere] = [await newFolder(), await newFolder()];
    await writeFile(join(elsewhere, 'iris.csv'), 'x');
    await symlink(elsewhere, join(folder, 'datasets'));
    await symlink(join(elsewhere, 'nowhere'), join(folder, 'broken'));
    await writeFile(join(folder, 'a name with spaces'), 'x');
    expect(await folderStore(folder).list('')).toEqual(['datasets/iris.csv']);
  });

  it('says StoreUnavailable with a way out where a file stands in the way', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, 'x');
    const error = { name: 'StoreUnavailable', wayOut: expect.stringContaining('move it') as string };
    await expect(folderStore(file).write('k', 'x')).rejects.toMatchObject(error);
    const store = folderStore(await newFolder());
    await store.write('a', 'x');
    await expect(store.write('a/b', 'x')).rejects.toMatchObject(error);
  });

  it.skipIf(process.getuid?.() === 0)('says StoreUnavailable where it may not write', async () => {
    const folder = await newFolder();
    await chmod(folder, 0o500);
    await expect(folderStore(folder).write('k', 'x')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  it.each([
    ['ENOSPC', 'Free some space'],
    ['EACCES', 'Give yourself the right'],
    ['EIO', 'Look at the disk'],
  ])('says what to do on %s', (code, wayOut) => {
    const cause = Object.assign(new Error('from the system'), { code });
    expect(folderError(cause, 'write', '/data/x')).toMatchObject({
      name: 'StoreUnavailable',
      message: `Cannot write /data/x: ${code}`,
      wayOut: expect.stringContaining(wayOut) as string,
      cause,
    });
  });

  it('leaves an error of ours as it is', () => {
    const error = new RangeError('no key');
    expect(folderError(error, 'write', '/data/x')).toBe(error);
  });
});
