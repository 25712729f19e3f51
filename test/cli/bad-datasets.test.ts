import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runCli } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'modelscout-bad-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const irises = readFileSync(join(root, 'examples', 'iris', 'iris.csv'), 'utf8');
const lines = irises.trimEnd().split('\n');
/** The irises with one line replaced; line 1 is the header. */
const withLine = (line: number, text: string): string => lines.with(line - 1, text).join('\n');
/** The irises with another target in every row. */
const withTarget = (targetOf: (row: number) => string): string =>
  lines.map((line, row) => (row === 0 ? line : line.replace(/[^,]*$/, targetOf(row)))).join('\n');

async function refused(
  dataset: string,
  flags: readonly string[] = [],
): Promise<{ code: number | null; stderr: string }> {
  const output = join(mkdtempSync(join(folder, 'out-')), 'modelscout');
  const { code, stdout, stderr } = await runCli(['search', dataset, '--output', output, '--trials', '4', ...flags], {
    cwd: folder,
  });
  expect(stdout).toBe('');
  expect(existsSync(output)).toBe(false);
  const told = stderr.trimEnd().split('\n').at(-1) ?? '';
  expect(told.startsWith('error: ')).toBe(true);
  expect(told.length).toBeLessThan(600);
  expect(stderr).not.toMatch(/^\s+at /m);
  return { code, stderr: told };
}

describe('a bad dataset is told in a line, with 3, and leaves nothing', () => {
  it.each<[string, string | Uint8Array, readonly RegExp[]]>([
    ['empty', '', [/empty/]],
    ['with a header only', `${lines[0]}\n`, [/no rows/]],
    [
      'without a header',
      lines
        .slice(1)
        .join('\n')
        .replaceAll(/[a-z]+$/gm, '1'),
      [/only numbers/, /name for each column/],
    ],
    ['with a ragged row', withLine(7, '1,2,3'), [/3 fields/, /5|header/, /row 7/]],
    ['with a duplicate column', withLine(1, 'a,b,a,d,species'), [/two columns/, /"a"/]],
    ['with a nameless column', withLine(1, 'a,,c,d,species'), [/column 2 has no name/]],
    ['of one class', withTarget(() => 'setosa'), [/only one value/, /setosa/]],
    ['with a class of one row', withTarget((row) => (row === 1 ? 'rare' : row % 2 === 0 ? 'a' : 'b')), [/rare/]],
    ['without any target', withTarget(() => ''), [/missing/, /species/]],
    ['with text where numbers stood', withLine(120, '6.0,oops,5.0,1.5,virginica'), [/oops/, /row 120/, /sepal_width/]],
    ['with an infinite value', withLine(9, '4.4,inf,1.4,0.2,setosa'), [/inf/i, /row 9/, /sepal_width/]],
    [
      'that is not UTF-8',
      Buffer.concat([Buffer.from(irises), Buffer.from([0x35, 0xff, 0xfe, 0x0a])]),
      [/not UTF-8/, /row 152/],
    ],
    ['with a quote left open', withLine(5, '"4.6,3.1,1.5,0.2,setosa'), [/row 5|quote/i]],
    ['of too few rows', lines.slice(0, 5).join('\n'), [/rows/]],
  ])('%s', async (name, content, told) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.csv`);
    writeFileSync(path, content);
    const { code, stderr } = await refused(path, []);
    for (const pattern of told) expect(stderr).toMatch(pattern);
    expect(code).toBe(3);
  });

  it('with another target than asked for', async () => {
    const { code, stderr } = await refused(join(root, 'examples', 'iris', 'iris.csv'), ['--target', 'specis']);
    expect(stderr).toMatch(/"specis".*Did you mean "species"\?/);
    expect(code).toBe(3);
  });

  it('of 10,000 columns', async () => {
    const path = join(folder, 'wide.csv');
    const row = (cell: (column: number) => string): string =>
      Array.from({ length: 10_000 }, (_, at) => cell(at)).join(',');
    writeFileSync(
      path,
      [row((at) => `c${at}`), ...Array.from({ length: 20 }, () => row((at) => String(at)))].join('\n'),
    );
    const { code, stderr } = await refused(path);
    expect(stderr).toMatch(/10000 columns; the limit is 5000/);
    expect(code).toBe(3);
  });

  it('with a field of 100 MB', async () => {
    const path = join(folder, 'long.csv');
    const file = createWriteStream(path);
    file.write('a,b,target\n1,"');
    const megabyte = Buffer.alloc(1 << 20, 'x');
    for (let written = 0; written < 100; written++) file.write(megabyte);
    file.end('",2\n');
    await finished(file);
    const { code, stderr } = await refused(path);
    expect(stderr).toMatch(/longer than \d+ bytes/);
    expect(stderr).toMatch(/row 2/);
    expect(code).toBe(3);
  });

  it.each([
    ['a folder', 'folder', /folder/],
    ['an unknown extension', 'data.docx', /unknown extension/],
    ['no extension', 'data', /no extension/],
    ['a missing file', 'no-such.csv', /no-such\.csv/],
  ])('that is %s', async (_, name, told) => {
    mkdirSync(join(folder, 'folder'), { recursive: true });
    for (const file of ['data.docx', 'data']) writeFileSync(join(folder, file), irises);
    const { code, stderr } = await refused(name);
    expect(stderr).toMatch(told);
    expect(code).toBe(3);
  });
});

describe('a bad spec is told with 2, and leaves nothing', () => {
  it.each([
    ['an unknown key', '{ "dataset": "iris.csv", "trails": 3 }', /Unknown key "trails"/],
    ['a metric of another task', '{ "dataset": "iris.csv", "metric": "rmse" }', /rmse does not judge/],
    ['f1 of three classes', '{ "dataset": "iris.csv", "metric": "f1" }', /f1Macro/],
    ['a type for no column', '{ "dataset": "iris.csv", "columns": { "petal": "number" } }', /"petal"/],
    [
      'a space that cannot be',
      '{ "dataset": "iris.csv", "space": { "depth": { "type": "integer", "low": 3, "high": 1 } } }',
      /depth/,
    ],
  ])('%s', async (name, text, told) => {
    writeFileSync(join(folder, 'iris.csv'), irises);
    const path = join(folder, `${name.replaceAll(' ', '-')}.json`);
    writeFileSync(path, text);
    const { code, stderr } = await refused(path);
    expect(stderr).toMatch(told);
    expect(code).toBe(2);
  });
});

it('leaves a store that others use as it was', async () => {
  const output = join(folder, 'used');
  const dataset = join(folder, 'iris.csv');
  writeFileSync(dataset, irises);
  const flags = ['--output', output, '--epochs', '2', '--trials', '2', '--quiet'];
  expect((await runCli(['search', dataset, ...flags])).code).toBe(0);
  const before = filesBelow(output);
  expect((await runCli(['search', dataset, ...flags, '--target', 'nothing'])).code).toBe(3);
  expect(filesBelow(output)).toEqual(before);
});

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
