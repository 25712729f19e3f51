import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../data/bytes-source.ts';
import type { Cell } from '../../../data/cell.ts';
import { parquet } from '../../../data/formats/parquet.ts';
import { prepareDataset } from '../../../data/prepare-dataset.ts';
import { SearchError } from '../../../shared/errors.ts';
import { createRandom } from '../../../shared/random.ts';
import { parseSpec } from '../../../shared/spec.ts';
import { failure, readRows } from '../read-rows.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}.parquet`, import.meta.url));
const read = (bytes: Uint8Array) => readRows(parquet(bytesSource('t.parquet', bytes)));

const hour = 3_600_000;
/** Each column's cell of a row, as make-parquet.py has it; null where missing, NaN among numbers. */
const cells: Readonly<Record<string, (row: number) => Cell>> = {
  int8: (row) => (row % 9 === 0 ? Number.NaN : ((row * 7) % 11) - 5),
  uint16: (row) => 65535 - row,
  int32: (row) => -row * 1000003,
  int64: (row) => (row % 8 === 5 ? Number.NaN : 2 ** 40 + row * row),
  float: (row) => row / 4,
  double: (row) => (row % 7 === 3 ? Number.NaN : row / 10 - 3),
  text: (row) => (row % 10 === 5 ? null : (['a', 'b c', 'größe 🌲'][row % 3] ?? null)),
  dictionary: (row) => (Math.floor(row / 2) % 2 === 0 ? 'north' : 'south'),
  date: (row) => (row % 13 === 0 ? null : new Date(Date.UTC(1969, 11, 1 + row))),
  seconds: (row) => new Date(Date.UTC(1969, 11, 31) + row * hour),
  micros: (row) => new Date(Date.UTC(2020, 0, 1) + row * hour + 7),
  nanos: (row) => new Date(Date.UTC(2020, 0, 1, 0, row)),
  decimal: (row) => (row % 11 === 10 ? Number.NaN : 1.25 * (row - 30)),
  boolean: (row) => (row % 6 === 1 ? null : row % 4 === 0),
  nothing: () => Number.NaN,
  target: (row) => (row % 5 < 2 ? 'yes' : 'no'),
};
const rows = Array.from({ length: 60 }, (_, row) => row);

describe('parquet', () => {
  it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'pages-2', 'delta'])(
    'reads every type, missing values and row groups: %s',
    async (name) => {
      const table = await read(fixture(name));
      const columns = Object.keys(cells).filter((column) => name !== 'delta' || column !== 'dictionary');
      expect(table.columns).toEqual(columns);
      columns.forEach((column, index) => {
        // 0 and −0 are one decimal.
        const got = table.rows.map((row) => row[index]).map((cell) => (cell === 0 ? 0 : cell));
        const expected = rows.map((row) => cells[column]?.(row)).map((cell) => (cell === 0 ? 0 : cell));
        expect(got, column).toEqual(expected);
      });
    },
  );

  it('gives the columns of a table without rows', async () => {
    expect(await read(fixture('no-rows'))).toEqual({ columns: Object.keys(cells), rows: [] });
  });

  it.each(['list', 'struct', 'map', 'bytes'])('refuses what is no flat column: %s', async (name) => {
    expect(await failure(read(fixture(name)))).toEqual({
      name: 'InvalidDataset',
      message: 'the column holds lists, objects or bytes',
      place: { file: 't.parquet', column: name },
    });
  });

  it('tells what is not Parquet', async () => {
    for (const text of ['PAR1', 'a,b\n1,2\n', 'x'.repeat(1000), 'PAR1PAR1', '\0\0\0\0PAR1']) {
      expect(await failure(read(Buffer.from(text)))).toMatchObject({
        name: 'InvalidDataset',
        message: expect.stringContaining('not readable as Parquet'),
      });
    }
  });

  it('hands on what the disk fails with', async () => {
    const gone = Object.assign(new Error('EIO: i/o error, read'), { syscall: 'read' });
    const source = {
      ...bytesSource('t.parquet', fixture('none')),
      // oxlint-disable-next-line require-yield -- the disk fails before the first byte
      read: async function* (): AsyncGenerator<Uint8Array> {
        throw gone;
      },
    };
    await expect(readRows(parquet(source))).rejects.toBe(gone);
  });
});

describe('a damaged Parquet file', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));

  /** Whether the bytes are a table; anything but an error about the dataset is thrown on. */
  async function isTable(bytes: Uint8Array): Promise<boolean> {
    try {
      await prepareDataset(bytesSource('t.parquet', bytes), parseSpec({ dataset: 't.parquet' }));
      return true;
    } catch (error) {
      if (error instanceof SearchError && error.name === 'InvalidDataset') return false;
      throw error;
    }
  }

  // Not of pages-2: the library counts down from a damaged length of its repetition levels that is negative, and does not end.
  it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'delta'])(
    'is a table or an error about the dataset, whichever bytes are wrong: %s',
    async (name) => {
      const good = fixture(name);
      const random = createRandom(`parquet ${name}`);
      let refused = 0;
      for (let round = 0; round < 80; round++) {
        const bytes = Buffer.from(good);
        // The footer, where all is told that leads astray, is the last third.
        const from = round % 2 === 0 ? 0 : Math.floor((good.length * 2) / 3);
        for (let damage = random.integer(1, 4); damage > 0; damage--) {
          bytes[random.integer(from, bytes.length - 1)] = random.integer(0, 255);
        }
        if (!(await isTable(bytes))) refused++;
      }
      expect(refused).toBeGreaterThan(20);
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).toEqual([]);
    },
  );

  it('is refused where its end is missing, or its beginning', async () => {
    const good = fixture('snappy');
    const random = createRandom('cut');
    for (let round = 0; round < 60; round++) {
      const cut = random.integer(1, good.length - 1);
      expect(await isTable(good.subarray(0, cut)), `the first ${cut} bytes`).toBe(false);
      expect(await isTable(good.subarray(cut)), `from byte ${cut} on`).toBe(false);
    }
    expect(unhandled).toEqual([]);
  });
});
