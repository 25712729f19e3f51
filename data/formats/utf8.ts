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
    if (offset === 0 && held.length === 0) refuseUtf16(bytes, file);
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

function refuseUtf16(bytes: Buffer, file: string): void {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw invalid('the file is UTF-16, not UTF-8', { file }, wayOut);
  }
}

/** Bytes at the end that begin a character which the next chunk finishes: 0 to 3. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function newLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function notUtf8(bytes: Buffer, offset: number, row: number, file: string): Error {
  let good = 0;
  let bad = bytes.length;
  // The longest valid beginning ends at most 3 bytes (an unfinished character) before the wrong byte.
  while (bad - good > 4) {
    const middle = (good + bad) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, part.length - unfinished(part)))) good = middle - unfinished(part);
    else bad = middle;
  }
  let at = good;
  while (at < bytes.length - 1 && isUtf8(bytes.subarray(good, at + 1))) at++;
  const byte = `0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
  return invalid(
    `byte ${offset + at} (${byte}) is not UTF-8`,
    { file, row: row + newLines(bytes.subarray(0, at)) },
    wayOut,
  );
}
