import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileSource } from '../../../../data/file-source.ts';
import { openZip } from '../../../../data/images/archive/zip.ts';
import type { DatasetSource } from '../../../../shared/dataset.ts';
import { failure } from '../../read-rows.ts';
import { pngOf } from '../archives.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'modelscout-folder-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function folderOf(name: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), content);
  }
  return join(root, name);
}

async function bytesOf(source: DatasetSource, start?: number, end?: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.read(start, end)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const pictures = {
  'b/2.png': pngOf([1, 2, 3, 4], 2),
  'a/ü.png': pngOf([5, 6, 7, 8], 2),
  'a/empty.png': '',
  'labels.csv': 'x,y\n',
};

it('is a zip of what belongs to it, in the order of the names, whose every part can be read alone', async () => {
  const path = folderOf('photos', { ...pictures, '.git/x.png': 'no', 'a/.hidden.png': 'no', 'README.md': 'no' });
  symlinkSync(path, join(path, 'back'));
  const source = await fileSource(path);
  expect(source.name).toBe('photos.zip');
  const whole = await bytesOf(source);
  expect(whole).toHaveLength(source.byteLength);
  for (const [start, end] of [
    [0, 1],
    [29, 35],
    [31, 200],
    [source.byteLength - 40, source.byteLength],
    [50, 50],
  ] as const) {
    expect(await bytesOf(source, start, end)).toEqual(whole.subarray(start, end));
  }
  const archive = await openZip(source);
  expect(archive.entries.map(({ name }) => name)).toEqual(['a/empty.png', 'a/ü.png', 'b/2.png', 'labels.csv']);
  for (const entry of archive.entries) {
    expect(Buffer.from(await archive.read(entry, 1000))).toEqual(
      Buffer.from(pictures[entry.name as keyof typeof pictures]),
    );
  }
});

it('is the same bytes for the same pictures, wherever and whenever they were written', async () => {
  const [one, other] = [folderOf('one/set', pictures), folderOf('other/set', pictures)];
  utimesSync(join(other, 'b/2.png'), 1, 1);
  expect(await bytesOf(await fileSource(one))).toEqual(await bytesOf(await fileSource(other)));
});

it('says that a file became shorter', async () => {
  const source = await fileSource(folderOf('changing', pictures));
  folderOf('changing', { 'b/2.png': 'x' });
  expect((await failure(bytesOf(source))).message).toMatch(/became shorter/);
});

it('refuses a folder without images', async () => {
  expect(await failure(fileSource(folderOf('tables', { 'a.csv': 'x,y\n1,2\n' })))).toMatchObject({
    name: 'InvalidDataset',
    message: 'the dataset is a folder without images',
  });
});
