import { isUtf8 } from 'node:buffer';
import { invalid } from '../invalid.ts';

const wayOut = 'Save the file as UTF-8';

/**
 * The same bytes in the same order, each chunk ending between characters. Throws SearchError InvalidDataset with the first
 * byte that is not UTF-8: a decoder that replaces such bytes would make different texts equal.
 */
export async function* checkUtf8(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  let offset = 0;
  let row = 1;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const all = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const whole = all.subarray(0, all.length - unfinished(all));
    held = Buffer.from(all.subarray(whole.length));
    if (!isUtf8(whole)) throw notUtf8(whole, offset, row, file);
    row += newLines(whole);
    offset += whole.length;
    if (whole.length > 0) yield whole;
  }
  if (held.length > 0) throw notUtf8(held, offset, row, file);
}

/** Bytes at the end that begin a character which the next chunk finishes: 0 to 3. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < characterLength(byte) ? back : 0;
  }
  return 0;
}

/** Bytes of the character that the byte begins; 0 where it begins none. */
const characterLength = (byte: number): number => (byte >= 0xf8 ? 0 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2);

function newLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function notUtf8(bytes: Buffer, offset: number, row: number, file: string): Error {
  const whole = (length: number): number => length - unfinished(bytes.subarray(0, length));
  // Beginnings of up to `good` bytes are valid, the last character's end aside; those of `bad` and more are not.
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(0, whole(middle)))) good = middle;
    else bad = middle;
  }
  const at = whole(good);
  const byte = bytes[at] ?? 0;
  // A byte order mark: fe ff or ff fe.
  if (offset + at === 0 && byte >= 0xfe) return invalid('the file is UTF-16, not UTF-8', { file }, wayOut);
  return invalid(
    `byte ${offset + at} (0x${byte.toString(16).padStart(2, '0')}) is not UTF-8`,
    { file, row: row + newLines(bytes.subarray(0, at)) },
    wayOut,
  );
}
