import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bytesSource } from '../../../../data/bytes-source.ts';
import { openZip } from '../../../../data/images/archive/zip.ts';
import { directoryEnd, directoryRecord } from '../../../../data/images/archive/zip-records.ts';
import { failure } from '../../read-rows.ts';
import { zipOf } from '../archives.ts';

const packed = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'packed.zip'));
const open = (bytes: Uint8Array) => openZip(bytesSource('a.zip', bytes));

it('reads what Python has packed', async () => {
  const archive = await open(packed);
  const names = archive.entries.map(({ name }) => name);
  expect(names.toSorted()).toEqual([
    '__MACOSX/shapes/dark/a.png',
    '__MACOSX/shapes/light/b.png',
    'shapes/.DS_Store',
    'shapes/dark/a.png',
    'shapes/light/b.png',
  ]);
  const entry = archive.entries.find(({ name }) => name === 'shapes/.DS_Store');
  expect(entry && Buffer.from(await archive.read(entry, 100)).toString()).toBe('junk');
});

it('takes names that climb out of folders as names', async () => {
  const archive = await open(zipOf({ '../../etc/passwd': 'x', '/etc/shadow': 'y', 'c:\\boot': 'z' }));
  expect(archive.entries.map(({ name }) => name)).toEqual(['../../etc/passwd', '/etc/shadow', 'c:/boot']);
});

/** The zip with a number of the directory's record of the first deflated file replaced. */
function patched(offset: number, value: number): Uint8Array {
  const bytes = Buffer.from(packed);
  bytes.writeUInt32LE(value, bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + offset);
  return bytes;
}
const crcAt = 16;
const sizeAt = 24;

it.each<[string, Uint8Array, RegExp]>([
  ['unpacks to more than it says', patched(sizeAt, 8), /larger than the archive says/],
  ['unpacks to less than it says', patched(sizeAt, 90_000), /damaged/],
  ['has another checksum', patched(crcAt, 1), /checksum/],
])('refuses a file that %s', async (_, bytes, message) => {
  const archive = await open(bytes);
  const entry = archive.entries.find(({ name }) => name === 'shapes/dark/a.png');
  const { name, message: told, place } = await failure(archive.read(entry ?? { name: '', size: 0 }, 1e6));
  expect(name).toBe('InvalidDataset');
  expect(told).toMatch(message);
  expect(place.file).toBe('a.zip/shapes/dark/a.png');
});

it('refuses a file that is larger than asked for before it reads it', async () => {
  const archive = await open(patched(sizeAt, 3_000_000_000));
  const entry = archive.entries.find(({ name }) => name === 'shapes/dark/a.png');
  expect((await failure(archive.read(entry ?? { name: '', size: 0 }, 1000))).message).toMatch(
    /3000000000 bytes; the limit/,
  );
});

it.each<[string, Uint8Array, RegExp]>([
  ['no zip', Buffer.from('PK, but no more of it than that, which is too little'), /not readable as zip/],
  ['a zip that was cut off', packed.subarray(0, packed.length - 30), /not readable as zip/],
  ['a zip of files that overlap', overlapping(), /overlap/],
])('refuses %s', async (_, bytes, message) => {
  expect((await failure(open(bytes))).message).toMatch(message);
});

/** Ten records of the same kilobyte: what small zip bombs are made of. */
function overlapping(): Uint8Array {
  const file = { name: 'x', size: 1000, crc: 0 };
  const records = Buffer.concat(Array.from({ length: 10 }, () => directoryRecord(file, 0)));
  return Buffer.concat([
    new Uint8Array(1100),
    records,
    directoryEnd({ entries: 10, start: 1100, length: records.length }),
  ]);
}

it('finds more files than 16 bits count', async () => {
  const files = Object.fromEntries(Array.from({ length: 66_000 }, (_, at) => [`${at}`, '']));
  const archive = await open(zipOf(files));
  expect(archive.entries).toHaveLength(66_000);
  expect(archive.entries.at(-1)?.name).toBe('65999');
});
