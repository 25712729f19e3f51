import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../data/bytes-source.ts';
import { gunzip } from '../../../data/formats/gunzip.ts';
import { readTable } from '../../../data/read-table.ts';
import { createRandom } from '../../../shared/random.ts';
import { failure, inPieces, readRows } from '../read-rows.ts';

const random = createRandom('gunzip');
const text = `a,b\n${Array.from({ length: 3000 }, () => `${random.next()},${random.pick(['x', 'y'])}`).join('\n')}\n`;
const packed = gzipSync(text);

async function unpacked(bytes: Uint8Array, size: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of gunzip(inPieces(bytes, size), 't.csv.gz')) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('gunzip', () => {
  it.each([1, 7, 1000, 1 << 20])('unpacks what comes in pieces of %i', async (size) => {
    expect(await unpacked(packed, size)).toBe(text);
  });

  it('unpacks members one after the other', async () => {
    const half = text.length / 2;
    const members = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(''), gzipSync(text.slice(half))]);
    for (const size of [1, 100, members.length]) expect(await unpacked(members, size)).toBe(text);
  });

  it('tells a file that is cut off, wherever', async () => {
    for (let length = 1; length < packed.length; length += length < 40 ? 1 : 997) {
      expect(await failure(unpacked(packed.subarray(0, length), 500)), `${length} bytes`).toMatchObject({
        name: 'InvalidDataset',
        message: 'the compressed file ends too early',
        place: { file: 't.csv.gz' },
      });
    }
    expect((await failure(unpacked(packed.subarray(0, -1), 500))).name).toBe('InvalidDataset');
  });

  it('finds every damage of the packed bytes', async () => {
    for (let round = 0; round < 100; round++) {
      const bytes = Buffer.from(packed);
      // The first ten bytes are a header, of which some say nothing.
      const at = random.integer(10, bytes.length - 1);
      bytes[at] = (bytes[at] ?? 0) ^ random.integer(1, 255);
      expect(await failure(unpacked(bytes, 1000)), `byte ${at}`).toMatchObject({ name: 'InvalidDataset' });
    }
  });

  it('tells what is not gzip at all', async () => {
    expect(await failure(unpacked(Buffer.from(text), 1000))).toMatchObject({
      name: 'InvalidDataset',
      message: expect.stringContaining('not readable as gzip'),
    });
  });

  it('hands on what the source fails with', async () => {
    const broken = async function* () {
      yield packed.subarray(0, 100);
      throw new Error('the disk is gone');
    };
    await expect(readRows(readTable({ name: 't.csv.gz', byteLength: 100, read: broken }))).rejects.toThrow(
      'the disk is gone',
    );
  });

  it('lets go of the source when the reader stops', async () => {
    let closed = false;
    const endless = async function* () {
      try {
        for (;;) yield packed;
      } finally {
        closed = true;
      }
    };
    for await (const { rows } of readTable({ name: 't.csv.gz', byteLength: 1, read: endless })) {
      expect(rows.length).toBeGreaterThan(0);
      break;
    }
    expect(closed).toBe(true);
  });

  it('tells the row of what is wrong inside', async () => {
    const bad = gzipSync(`${text}1,2,3\n`);
    expect(await failure(readRows(readTable(bytesSource('t.csv.gz', bad))))).toMatchObject({
      name: 'InvalidDataset',
      place: { row: 3002 },
    });
  });
});
