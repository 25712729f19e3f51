import { describe, expect, it } from 'vitest';
import { jsonLines } from '../../../data/formats/json-lines.ts';
import { failure, inPieces, readRows } from '../read-rows.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, size = 1 << 20) => readRows(jsonLines(inPieces(bytesOf(text), size), 't.jsonl'));

describe('jsonLines', () => {
  it.each<[string, string, string[], unknown[][]]>([
    [
      'cells as they are',
      '{"a":1,"b":"x"}\n{"a":-0.5e3,"b":null}\n{"a":true,"b":""}',
      ['a', 'b'],
      [
        [1, 'x'],
        [-500, null],
        [true, ''],
      ],
    ],
    [
      'keys in any order, and missing ones',
      '{"a":1,"b":2}\n{"b":3}\n{"b":4,"a":5}\n',
      ['a', 'b'],
      [
        [1, 2],
        [null, 3],
        [5, 4],
      ],
    ],
    [
      'keys that come later',
      '{"a":1}\n{"b":2}\n',
      ['a', 'b'],
      [
        [1, null],
        [null, 2],
      ],
    ],
    ['blank lines, and those of Windows', '\r\n{"a":1}\r\n\r\n  \n{"a":2}\r\n', ['a'], [[1], [2]]],
    ['a byte order mark', '\uFEFF{"a":"\uFEFF"}\n', ['a'], [['\uFEFF']]],
    ['text beyond ASCII, escaped and not', '{"größe":"🌲\\ud83c\\udf32"}\n', ['größe'], [['🌲🌲']]],
    [
      "names of an object's own parts",
      '{"__proto__":1,"constructor":2,"toString":3}\n',
      ['__proto__', 'constructor', 'toString'],
      [[1, 2, 3]],
    ],
    ['numbers beyond doubles', '{"a":1e999}\n', ['a'], [[Infinity]]],
  ])('reads %s, in pieces of any size', async (_, text, columns, rows) => {
    for (let size = 1; size <= bytesOf(text).length; size++) {
      expect(await read(text, size), `pieces of ${size}`).toEqual({ columns, rows });
    }
  });

  it.each([
    ['what is no JSON', '{"a":1}\n\n{"a":}\n', 'not readable as JSON: "{\\"a\\":}"', { row: 3 }],
    ['a cut line', '{"a":1}\n{"a":', 'not readable as JSON', { row: 2 }],
    ['a list', '[1,2]\n', 'the line is no JSON object: "[1,2]"', { row: 1 }],
    ['a number', '{"a":1}\n7\n', 'the line is no JSON object: "7"', { row: 2 }],
    ['null', 'null\n', 'the line is no JSON object', { row: 1 }],
    ['a nested object', '{"a":1}\n{"a":{"b":2}}\n', 'the value is a list or an object', { row: 2, column: 'a' }],
    ['a nested list', '{"a":[]}\n', 'the value is a list or an object', { row: 1, column: 'a' }],
    ['what is not UTF-8', '{"a":1}\n{"a":"é"}\n', 'is not UTF-8', { row: 2 }],
  ])('tells the line of %s, in pieces of any size', async (_, text, message, place) => {
    const bytes = Buffer.from(text, message.endsWith('UTF-8') ? 'latin1' : 'utf8');
    for (let size = 1; size <= bytes.length; size++) {
      expect(await failure(readRows(jsonLines(inPieces(bytes, size), 't.jsonl')))).toMatchObject({
        name: 'InvalidDataset',
        message: expect.stringContaining(message),
        place: { file: 't.jsonl', ...place },
      });
    }
  });

  it('tells a key that comes after the first batch, with its line', async () => {
    const lines = Array.from({ length: 5000 }, (_, row) => `{"a":${row}}\n`);
    expect(await failure(read(['\n', ...lines, '{"a":1,"late":2}\n'].join('')))).toMatchObject({
      message: 'the key "late" is in no line before',
      place: { row: 5002 },
    });
  });

  it('gives all rows of a long table, a batch at a time', async () => {
    const text = Array.from({ length: 10_000 }, (_, row) => `{"a":${row}}\n`).join('');
    const sizes: number[] = [];
    for await (const { rows } of jsonLines(inPieces(bytesOf(text), 1000), 't.jsonl')) sizes.push(rows.length);
    expect(sizes).toEqual([4096, 4096, 1808]);
    expect((await read(text)).rows.map(([cell]) => cell)).toEqual(Array.from({ length: 10_000 }, (_, row) => row));
  });

  it('bounds a line that never ends', async () => {
    const endless = async function* () {
      yield bytesOf('{"a":1}\n{"a":"');
      const piece = new Uint8Array(1 << 20).fill(97);
      for (let pieces = 0; pieces < 40; pieces++) yield piece;
      throw new Error('read on and on');
    };
    expect(await failure(readRows(jsonLines(endless(), 't.jsonl')))).toMatchObject({
      message: 'the line is longer than 16000000 bytes',
      place: { row: 2 },
    });
  });

  it.each(['', '\n \n', '\uFEFF'])('calls %j empty', async (text) => {
    expect(await failure(read(text))).toMatchObject({ message: 'the file is empty' });
  });
});
