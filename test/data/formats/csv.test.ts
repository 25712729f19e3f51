import { describe, expect, it } from 'vitest';
import { csv, tsv } from '../../../data/formats/csv.ts';
import { failure, inPieces, readRows } from '../read-rows.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, size = 1 << 20) => readRows(csv(inPieces(bytesOf(text), size), 't.csv'));

describe('csv', () => {
  it.each<[string, string, string[][]]>([
    [
      'plain',
      'a,b\n1,2\n3,4\n',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'without a last line break',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'of Windows',
      'a,b\r\n1,2\r\n3,4\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'of an old Mac',
      'a,b\r1,2\r3,4\r',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'with a byte order mark',
      '\uFEFFa,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'with a mark and quotes',
      '\uFEFF"a","b"\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'with blank lines',
      '\n\na,b\n\n1,2\n\n\n3,4\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'with empty fields',
      'a,b,c\n,,\n1,,3\n',
      [
        ['a', 'b', 'c'],
        ['', '', ''],
        ['1', '', '3'],
      ],
    ],
    [
      'with quotes',
      'a,b\n"1,5","say ""hi"""\n"two\nlines","x\r\ny"\n',
      [
        ['a', 'b'],
        ['1,5', 'say "hi"'],
        ['two\nlines', 'x\r\ny'],
      ],
    ],
    [
      'beyond ASCII',
      'größe;名前\n1;🌲é\nß;\n',
      [
        ['größe', '名前'],
        ['1', '🌲é'],
        ['ß', ''],
      ],
    ],
    [
      'divided by semicolons',
      'a;b;c,d\n1,5;2;3\n',
      [
        ['a', 'b', 'c,d'],
        ['1,5', '2', '3'],
      ],
    ],
    [
      'divided by tabs',
      'a\tb\n1,5\t2|3\n',
      [
        ['a', 'b'],
        ['1,5', '2|3'],
      ],
    ],
    [
      'divided by bars',
      'a|b\n1,5|2\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'with delimiters in quotes in the header',
      '"a,b,c";d\n1;2\n',
      [
        ['a,b,c', 'd'],
        ['1', '2'],
      ],
    ],
    ['of one column', 'a\n1\n2\n', [['a'], ['1'], ['2']]],
  ])('%s: the same in pieces of any size', async (_, text, [columns, ...rows]) => {
    for (let size = 1; size <= bytesOf(text).length; size++) {
      expect(await read(text, size), `pieces of ${size}`).toEqual({ columns, rows });
    }
  });

  it('is divided by tabs where the name says so', async () => {
    const text = 'a,b,c\td\n1,2,3\t4\n';
    expect(await readRows(tsv(inPieces(bytesOf(text), 100), 't.tsv'))).toEqual({
      columns: ['a,b,c', 'd'],
      rows: [['1,2,3', '4']],
    });
  });

  it.each([
    ['a short row', 'a,b,c\n1,2,3\n4,5\n', 'the row has 2 fields where the header has 3', 3],
    ['a long row after blank lines', 'a,b\n\n1,2\n\n3,4,5\n', 'the row has 3 fields where the header has 2', 3],
    ['a row of one field', 'a,b\n1,2\n3\n', 'the row has 1 field where the header has 2', 3],
    ['a quote left open', 'a,b\n1,2\n"3,4\n5,6\n', 'not readable as CSV: Quote Not Closed', 3],
    ['a quote inside a field', 'a,b\n1,2\n3,4 "x"\n', 'not readable as CSV: Invalid Opening Quote', 3],
    ['text after a quote', 'a,b\n1,2\n"3"x,4\n', 'not readable as CSV: Invalid Closing Quote', 3],
  ])('tells the row of %s, in pieces of any size', async (_, text, message, row) => {
    for (let size = 1; size <= text.length; size++) {
      expect(await failure(read(text, size)), `pieces of ${size}`).toMatchObject({
        name: 'InvalidDataset',
        message: expect.stringContaining(message),
        place: { file: 't.csv', row },
      });
    }
  });

  it.each([
    ['nothing', ''],
    ['blank lines', '\n \n\r\n'],
    ['a byte order mark', '\uFEFF'],
  ])('calls a file of %s empty', async (_, text) => {
    expect(await failure(read(text))).toMatchObject({ name: 'InvalidDataset', message: 'the file is empty' });
  });

  it('bounds a row, whose quote may never close', async () => {
    const endless = async function* () {
      yield bytesOf('a,b\n1,2\n3,"');
      const piece = new Uint8Array(1 << 20).fill(97);
      for (let pieces = 0; pieces < 40; pieces++) yield piece;
      throw new Error('read on and on');
    };
    expect(await failure(readRows(csv(endless(), 't.csv')))).toMatchObject({
      name: 'InvalidDataset',
      message: expect.stringMatching(/longer than 16000000 bytes/),
      place: { row: 3 },
    });
  });

  it('divides long tables into batches whose rows are bounded, and wide ones into smaller ones', async () => {
    const table = (rows: number, columns: number): Uint8Array =>
      bytesOf(
        Array.from({ length: rows + 1 }, (_, row) =>
          Array.from({ length: columns }, (_, at) => `${row}.${at}`).join(),
        ).join('\n'),
      );
    for (const [rows, columns, most] of [
      [30_000, 2, 4096],
      [3000, 400, 1000],
    ] as const) {
      // A batch ends with the piece of the file in which it is full.
      const pieceRows = 100;
      const bytes = table(rows, columns);
      const sizes: number[] = [];
      const pieces = inPieces(bytes, Math.floor((bytes.length / rows) * pieceRows));
      for await (const { rows, firstRow } of csv(pieces, 't.csv')) {
        expect(firstRow).toBe(sizes.reduce((sum, size) => sum + size, 0));
        expect(rows[0]?.[0]).toBe(`${firstRow + 1}.0`);
        sizes.push(rows.length);
      }
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(rows);
      expect(Math.max(...sizes)).toBeLessThan(most + 2 * pieceRows);
    }
  });
});
