import type { DatasetSource } from '../../../shared/dataset.ts';
import { invalid } from '../../invalid.ts';

/** What is fetched at once: of a bucket, a request takes as long as some megabytes do. */
const blockBytes = 8 << 20;

/** Reads `length` bytes from `start` on. */
export type ReadAt = (start: number, length: number) => Promise<Uint8Array>;

/** Reads a source in parts that mostly follow each other: of what was fetched, the last block is kept. */
export function blockReader(source: DatasetSource): ReadAt {
  let block: { start: number; bytes: Uint8Array } = { start: 0, bytes: new Uint8Array(0) };
  return async (start, length) => {
    const end = start + length;
    if (start < 0 || end > source.byteLength) throw tooShort(source.name);
    if (start < block.start || end > block.start + block.bytes.length) {
      const wanted = Math.min(source.byteLength - start, Math.max(length, blockBytes));
      block = { start, bytes: await bytesBetween(source, start, wanted) };
    }
    return block.bytes.subarray(start - block.start, end - block.start);
  };
}

async function bytesBetween(source: DatasetSource, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const chunk of source.read(start, start + length)) {
    if (at + chunk.length > length) throw tooShort(source.name);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at < length) throw tooShort(source.name);
  return bytes;
}

const tooShort = (file: string): Error => invalid('the file ends too early', { file }, 'Copy it again');
