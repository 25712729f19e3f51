import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { checkUtf8 } from '../../../data/formats/utf8.ts';
import { createRandom } from '../../../shared/random.ts';
import { failure, inPieces } from '../read-rows.ts';

async function checked(bytes: Uint8Array, size: number): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of checkUtf8(inPieces(bytes, size), 't.csv')) chunks.push(chunk);
  return chunks;
}

/** The first byte that is not UTF-8: where the longest valid beginning ends. Found by trying them all. */
function firstWrongByte(bytes: Uint8Array): number {
  let longest = 0;
  for (let length = 0; length <= bytes.length; length++) if (isUtf8(bytes.subarray(0, length))) longest = length;
  return longest;
}

const rowOf = (bytes: Uint8Array, at: number): number => bytes.subarray(0, at).filter((byte) => byte === 10).length + 1;

describe('checkUtf8', () => {
  const text = 'a,é\n€,𝄞\r\nplain\nß\uFEFF\u0000\u07ff\u0800\uffff\u{10000}\u{10ffff}\n';

  it('lets the same bytes through, each chunk whole, at all chunk borders', async () => {
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size++) {
      const chunks = await checked(bytes, size);
      expect(chunks.every(isUtf8)).toBe(true);
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    }
  });

  it.each<[string, number[]]>([
    ['a byte that is in no character', [0xff]],
    ['a continuation alone', [0x80]],
    ['Latin-1', [0xe9, 0x20]],
    ['a character cut short', [0xe2, 0x82]],
    ['a character cut by another', [0xe2, 0xe2, 0x82, 0xac]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an overlong slash in three', [0xe0, 0x80, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
    ['a character beyond the last', [0xf4, 0x90, 0x80, 0x80]],
    ['four continuations', [0x80, 0x80, 0x80, 0x80]],
  ])('tells the byte and the row of %s, at all chunk borders', async (_, wrong) => {
    for (const [before, after] of [
      ['', ''],
      ['a,b\né,1\n', 'x\n'],
      [text, ''],
      [text, text],
    ] as const) {
      const bytes = Buffer.concat([Buffer.from(before), Buffer.from(wrong), Buffer.from(after)]);
      const at = firstWrongByte(bytes);
      // UTF-16 is told apart by its mark and not by a byte.
      if (at === 0 && bytes[0] === 0xff) continue;
      for (let size = 1; size <= bytes.length; size++) {
        expect(await failure(checked(bytes, size)), `pieces of ${size}`).toEqual({
          name: 'InvalidDataset',
          message: `byte ${at} (0x${bytes[at]?.toString(16)}) is not UTF-8`,
          place: { file: 't.csv', row: rowOf(bytes, at) },
        });
      }
    }
  });

  it('tells the byte of random damage in a long text, in pieces of random sizes', async () => {
    const random = createRandom('utf8');
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(text.repeat(random.integer(1, 12)));
      for (let damage = random.integer(1, 3); damage > 0; damage--) {
        bytes[random.integer(1, bytes.length - 1)] = random.integer(0, 255);
      }
      const at = firstWrongByte(bytes);
      const read = checked(bytes, random.integer(1, bytes.length));
      if (at === bytes.length) await expect(read).resolves.toBeDefined();
      else
        expect(await failure(read)).toMatchObject({
          message: `byte ${at} (0x${bytes[at]?.toString(16).padStart(2, '0')}) is not UTF-8`,
          place: { row: rowOf(bytes, at) },
        });
    }
  });

  it.each([
    ['little-endian', [0xff, 0xfe, 0x61, 0x00]],
    ['big-endian', [0xfe, 0xff, 0x00, 0x61]],
  ])('tells UTF-16 by its mark: %s', async (_, bytes) => {
    for (const size of [1, 2, 4]) {
      expect(await failure(checked(Uint8Array.from(bytes), size))).toMatchObject({
        name: 'InvalidDataset',
        message: 'the file is UTF-16, not UTF-8',
      });
    }
  });
});
