import { Readable } from 'node:stream';
import { callbackify } from 'node:util';
import { crc32, inflateRawSync } from 'node:zlib';
import yauzl from 'yauzl';
import type { DatasetSource } from '../../../shared/dataset.ts';
import { SearchError } from '../../../shared/errors.ts';
import { invalid } from '../../invalid.ts';
import { limits } from '../../limits.ts';
import { blockReader, type ReadAt } from './block-reader.ts';

/** A file in an archive. */
export interface ArchiveEntry {
  /** As it stands there: a name, and never a path that anything is written to. */
  readonly name: string;
  /** Bytes unpacked. */
  readonly size: number;
}

/** Files in one, read in any order and fastest in their own. */
export interface Archive {
  readonly file: string;
  /** In the order in which their bytes lie. */
  readonly entries: readonly ArchiveEntry[];
  /** The entry's bytes, at most so many. Throws SearchError InvalidDataset where they are more, damaged or encrypted. */
  read(entry: ArchiveEntry, most: number): Promise<Uint8Array>;
}

interface ZipEntry extends ArchiveEntry {
  readonly packed: number;
  readonly offset: number;
  readonly method: number;
  readonly crc: number;
  readonly encrypted: boolean;
}

const stored = 0;
const deflated = 8;
const localHeaderBytes = 30;

/** Opens a zip. Throws SearchError InvalidDataset where it is none, or announces more than is taken. */
export async function openZip(source: DatasetSource): Promise<Archive> {
  const file = source.name;
  const readAt = blockReader(source);
  const entries = await reading(file, () => listEntries(source, readAt));
  return {
    file,
    entries,
    async read(entry, most) {
      const place = { file: `${file}/${entry.name}` };
      if (entry.size > most) {
        throw invalid(`the file has ${entry.size} bytes; the limit is ${most}`, place, 'Make it smaller');
      }
      return unpacked(entry as ZipEntry, readAt, place.file);
    },
  };
}

async function listEntries(source: DatasetSource, readAt: ReadAt): Promise<ZipEntry[]> {
  const zip = await yauzl.fromRandomAccessReaderPromise(new SourceReader(source, readAt), source.byteLength, {
    // Names are decoded here: as nothing is written to them, those that climb out of a folder do no harm.
    decodeStrings: false,
  });
  const entries: ZipEntry[] = [];
  let unpackedBytes = 0;
  let packedBytes = 0;
  for await (const entry of zip.eachEntry()) {
    const name = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
    unpackedBytes += entry.uncompressedSize;
    packedBytes += entry.compressedSize;
    if (packedBytes > source.byteLength) throw invalid('the files in it overlap', { file: source.name });
    if (entries.length >= limits.archiveEntries) throw tooMany(source.name);
    if (unpackedBytes > limits.archiveBytes) throw tooLarge(source.name);
    if (name.endsWith('/')) continue;
    entries.push({
      name,
      size: entry.uncompressedSize,
      packed: entry.compressedSize,
      offset: entry.relativeOffsetOfLocalHeader,
      method: entry.compressionMethod,
      crc: entry.crc32,
      encrypted: entry.isEncrypted(),
    });
  }
  return entries.sort((one, other) => one.offset - other.offset);
}

const tooMany = (file: string): SearchError =>
  invalid(`the archive has more than ${limits.archiveEntries} files, which is the limit`, { file }, 'Take a sample');
const tooLarge = (file: string): SearchError =>
  invalid(
    `the archive unpacks to more than ${limits.archiveBytes} bytes, which is the limit`,
    { file },
    'Take a sample',
  );

/** The source as the library reads it. */
class SourceReader extends yauzl.RandomAccessReader {
  readonly #source: DatasetSource;
  readonly #readAt: ReadAt;

  constructor(source: DatasetSource, readAt: ReadAt) {
    super();
    this.#source = source;
    this.#readAt = readAt;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#source.read(start, end));
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    callbackify(this.#readAt)(position, length, (error, bytes) => {
      if (error === null) buffer.set(bytes, offset);
      callback(error);
    });
  }
}

async function unpacked(entry: ZipEntry, readAt: ReadAt, file: string): Promise<Uint8Array> {
  const fail = (why: string, cause?: unknown): SearchError =>
    invalid(why, { file }, 'Pack the archive again, or take the file out', cause);
  if (entry.encrypted) throw invalid('the file is encrypted', { file }, 'Pack the archive without a password');
  if (entry.method !== stored && entry.method !== deflated) {
    throw invalid(
      `the file is packed by a method that is not known, ${entry.method}`,
      { file },
      'Pack it with deflate, or none',
    );
  }
  const header = await readAt(entry.offset, localHeaderBytes);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== 0x04034b50) throw fail('the file is not where the archive says');
  const start = entry.offset + localHeaderBytes + view.getUint16(26, true) + view.getUint16(28, true);
  const packed = await readAt(start, entry.packed);
  let bytes: Uint8Array;
  try {
    bytes = entry.method === stored ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
  } catch (cause) {
    throw fail('the file cannot be unpacked, or is larger than the archive says', cause);
  }
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc)
    throw fail('the file is damaged: its checksum is wrong');
  return bytes;
}

async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof SearchError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalid(`not readable as zip: ${why}`, { file }, 'Copy or pack it again', cause);
  }
}
