import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import type { DatasetSource } from '../../../shared/dataset.ts';
import { invalid } from '../../invalid.ts';
import { limits } from '../../limits.ts';
import { isPartOfDataset, isPictures } from '../kinds/file-names.ts';
import { directoryEnd, directoryRecord, localHeader, type PackedFile } from './zip-records.ts';

/** Files that are open at once. */
const atOnce = 8;
const chunkBytes = 1 << 20;

/** Bytes of the archive: those of a file, or what stands between files. */
interface Segment {
  readonly start: number;
  readonly length: number;
  readonly content: string | Uint8Array;
}

/**
 * A folder of images as one source, a zip: its files in the order of their names, as they are, without dates and rights, so that the same
 * pictures are the same bytes everywhere. It is nowhere written: its bytes are made of the files' when they are asked for.
 * Throws SearchError InvalidDataset where the folder has no images, or too many bytes.
 */
export async function folderSource(path: string): Promise<DatasetSource> {
  const names = (await filesBelow(path, '')).filter(isPartOfDataset).sort(byText);
  if (!names.some(isPictures)) {
    throw invalid(
      'the dataset is a folder without images',
      { file: path },
      'Name one file in it, or a folder of PNG or JPEG images',
    );
  }
  const { segments, byteLength } = await layOut(path, names);
  return {
    name: `${basename(resolve(path))}.zip`,
    byteLength,
    read: (start = 0, end = byteLength) => readSegments(segments, start, Math.min(end, byteLength)),
  };
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Paths of all files, relative, with slashes; links to folders are not followed, as they may lead back. */
async function filesBelow(root: string, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, prefix), { withFileTypes: true })) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      for (const below of await filesBelow(root, `${name}/`)) found.push(below);
    } else if (entry.isFile() || (entry.isSymbolicLink() && (await stat(join(root, name))).isFile())) found.push(name);
    if (found.length > limits.archiveEntries) {
      throw invalid(
        `the folder has more than ${limits.archiveEntries} files, which is the limit`,
        { file: root },
        'Take a sample',
      );
    }
  }
  return found;
}

async function layOut(root: string, names: readonly string[]): Promise<{ segments: Segment[]; byteLength: number }> {
  const segments: Segment[] = [];
  const records: Uint8Array[] = [];
  let at = 0;
  const add = (content: Segment['content'], length: number): void => {
    if (length > 0) segments.push({ start: at, length, content });
    at += length;
  };
  for (let first = 0; first < names.length; first += atOnce) {
    const files = await Promise.all(names.slice(first, first + atOnce).map((name) => measured(root, name)));
    for (const file of files) {
      records.push(directoryRecord(file, at));
      const header = localHeader(file);
      add(header, header.length);
      add(join(root, file.name), file.size);
    }
    if (at > limits.folderBytes) {
      throw invalid(
        `the folder has more than ${limits.folderBytes} bytes of images, which is the limit`,
        { file: root },
        'Make the images smaller, or take a sample',
      );
    }
  }
  const directory = Buffer.concat(records);
  const end = directoryEnd({ entries: names.length, start: at, length: directory.length });
  add(directory, directory.length);
  add(end, end.length);
  return { segments, byteLength: at };
}

async function measured(root: string, name: string): Promise<PackedFile> {
  let crc = 0;
  let size = 0;
  for await (const chunk of createReadStream(join(root, name), { highWaterMark: chunkBytes })) {
    const bytes = chunk as Uint8Array;
    crc = crc32(bytes, crc);
    size += bytes.length;
  }
  return { name, size, crc };
}

async function* readSegments(segments: readonly Segment[], start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let index = segmentAt(segments, start); index < segments.length; index++) {
    const segment = segments[index];
    if (segment === undefined || segment.start >= end) return;
    const from = Math.max(0, start - segment.start);
    const to = Math.min(segment.length, end - segment.start);
    if (typeof segment.content === 'string') yield* readFilePart(segment.content, from, to);
    else yield segment.content.subarray(from, to);
  }
}

async function* readFilePart(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  let left = to - from;
  for await (const chunk of createReadStream(path, { start: from, end: to - 1, highWaterMark: chunkBytes })) {
    const bytes = chunk as Uint8Array;
    left -= bytes.length;
    yield bytes;
  }
  if (left > 0) throw invalid('the file became shorter while it was read', { file: path }, 'Run the command again');
}

/** The last segment that begins at or before the place. */
function segmentAt(segments: readonly Segment[], place: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((segments[middle]?.start ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
