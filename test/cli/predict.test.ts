import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatScore } from '../../report/page/format.js';
import { metricLabel } from '../../report/words.ts';
import { confusionMatrix } from '../../shared/metrics/confusion.ts';
import { createRandom } from '../../shared/random.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { iris, newFolder, type Searched, searched, writeSealedRows } from './searched.ts';

let flowers: Searched;
beforeAll(async () => {
  flowers = await searched(iris);
});

const predict = (result: string, file: string, flags: readonly string[] = []): Promise<CliResult> =>
  runCli(['predict', result, file, ...flags], { cwd: flowers.folder });
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

/** The metrics as they are told, from the verdict. */
const toldMetrics = ({ verdict }: Searched): string[] =>
  Object.entries(verdict.testMetrics).map(([name, value]) => `${metricLabel(name)} ${formatScore(value)}`);
const metricsIn = (stderr: string): string[] =>
  linesOf(stderr)
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().replace(/ {2,}/, ' '));

describe('predict', () => {
  it('gives on the sealed rows the very scores that the verdict has', async () => {
    const { code, stdout, stderr } = await predict(flowers.search, await writeSealedRows(flowers, iris), ['--json']);
    expect(code).toBe(0);
    expect(metricsIn(stderr)).toEqual(toldMetrics(flowers));
    const rows = linesOf(stdout).map((line) => JSON.parse(line) as Record<string, string | number>);
    const classes = ['setosa', 'versicolor', 'virginica'];
    const probabilities = rows.flatMap((row) => classes.map((label) => Number(row[`probability_${label}`])));
    const truth = rows.map(({ species }) => classes.indexOf(String(species)));
    expect(confusionMatrix({ probabilities: Float32Array.from(probabilities), truth, classes: 3 })).toEqual(
      flowers.verdict.confusion,
    );
  });

  it('keeps the columns of the input, and adds a label and probabilities that sum to 1', async () => {
    const { code, stdout } = await predict(join(flowers.search, 'result'), iris);
    expect(code).toBe(0);
    const [header, ...rows] = linesOf(stdout);
    const input = linesOf(await readFile(iris, 'utf8'));
    expect(header).toBe(`${input[0]},prediction,probability_setosa,probability_versicolor,probability_virginica`);
    expect(rows).toHaveLength(150);
    rows.forEach((row, at) => {
      expect(row.startsWith(`${input[at + 1]},`)).toBe(true);
      const [label = '', ...shares] = row.split(',').slice(5);
      const numbers = shares.map(Number);
      expect(numbers.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      expect(['setosa', 'versicolor', 'virginica'].indexOf(label)).toBe(numbers.indexOf(Math.max(...numbers)));
    });
  });

  it('finds the model by its folders, its id and the name of its dataset', async () => {
    const { search, searchId } = flowers;
    const references = [
      join(search, 'result', 'model'),
      searchId.slice(0, 8),
      'modelscout/models/iris.csv',
      'iris.csv',
    ];
    const expected = await predict(search, iris, ['--only-predictions']);
    expect(linesOf(expected.stdout)[0]).toBe(
      'prediction,probability_setosa,probability_versicolor,probability_virginica',
    );
    for (const reference of references)
      expect(await predict(reference, iris, ['--only-predictions'])).toEqual(expected);
  });

  it('writes a file, and says so beside the results', async () => {
    const { code, stdout, stderr } = await predict('iris.csv', iris, ['--output', 'predicted.csv']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('150 rows predicted: predicted.csv');
    const written = await readFile(join(flowers.folder, 'predicted.csv'), 'utf8');
    expect(written).toBe((await predict('iris.csv', iris)).stdout);
  });

  it('ends without a word where nobody reads on', async () => {
    const many = join(flowers.folder, 'many.csv');
    const [header = '', ...rows] = linesOf(await readFile(iris, 'utf8'));
    await writeFile(many, `${[header, ...Array.from({ length: 400 }, () => rows.join('\n'))].join('\n')}\n`);
    const { code, stdout, stderr } = await runCli(['predict', 'iris.csv', many], {
      cwd: flowers.folder,
      readAtMost: 100,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.length).toBeLessThan(1_000_000);
  });

  it.each([
    ['no such model', ['nowhere', iris], 3, 'There is no model at "nowhere"'],
    ['no such file', ['iris.csv', 'missing.csv'], 3, 'no dataset at "missing.csv"'],
    ['a folder', ['iris.csv', '.'], 3, 'is a folder'],
    [
      'other columns',
      ['iris.csv', 'other.csv'],
      3,
      'The column "sepal_width", which the model needs, is not there (other.csv)',
    ],
    [
      'text for a number',
      ['iris.csv', 'late.csv'],
      3,
      '"broad" does not fit the column, as the model knows it (late.csv, row 10002, column "sepal_width")',
    ],
    ['an infinite number', ['iris.csv', 'infinite.csv'], 3, '"inf" does not fit the column'],
    ['its own input as output', ['iris.csv', 'late.csv', '--output', './late.csv'], 2, 'would overwrite'],
    ['a folder that is not there', ['iris.csv', iris, '--output', 'nowhere/x.csv'], 5, 'Cannot write nowhere/x.csv'],
    ['an unknown engine', ['iris.csv', iris, '--engine', 'gpu'], 2, 'native, wasm'],
    ['a missing argument', ['iris.csv'], 2, 'file'],
  ])('refuses %s in a line, and leaves no file', async (_what, words, expected, message) => {
    const header = 'sepal_length,sepal_width,petal_length,petal_width\n';
    await writeFile(join(flowers.folder, 'other.csv'), 'sepal_length,sepal_wide,petal_length,petal_width\n1,2,3,4\n');
    await writeFile(join(flowers.folder, 'late.csv'), `${header}${'1,2,3,4\n'.repeat(10_000)}1,broad,3,4\n`);
    await writeFile(join(flowers.folder, 'infinite.csv'), `${header}1,inf,3,4\n`);
    const output = words.includes('--output') ? [] : ['--output', 'out.csv'];
    const { code, stdout, stderr } = await runCli(['predict', ...words, ...output], { cwd: flowers.folder });
    expect(stderr).toContain(message);
    expect(linesOf(stderr)).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect((await readdir(flowers.folder)).filter((name) => name === 'out.csv' || name.endsWith('.tmp'))).toEqual([]);
  });

  it('refuses a model whose files are damaged', async () => {
    const copy = join(await newFolder(), 'model');
    await cp(join(flowers.search, 'result', 'model'), copy, { recursive: true });
    await writeFile(join(copy, 'weights.bin'), 'short');
    const damaged = await predict(copy, iris);
    expect(damaged.code).toBe(3);
    expect(damaged.stderr).toMatch(/^error: The model in \S+ cannot be run: .*\n$/);
    await rm(join(copy, 'preprocessing.json'));
    const partial = await predict(copy, iris);
    expect(partial.code).toBe(3);
    expect(partial.stderr).toContain('preprocessing.json is not in the store');
  });

  it('reads columns of every type as the search did', async () => {
    const folder = await newFolder();
    const dataset = join(folder, 'mixed.csv');
    await writeFile(dataset, mixedRows());
    const mixed = await searched(dataset, ['--target', 'price', '--column', 'code=category'], folder);
    const sealed = await writeSealedRows(mixed, dataset);
    const { code, stdout, stderr } = await runCli(['predict', mixed.search, sealed], { cwd: folder });
    expect(code).toBe(0);
    expect(metricsIn(stderr)).toEqual(toldMetrics(mixed));
    expect(linesOf(stdout)[0]).toBe('size,kind,garden,built,code,price,prediction');
    expect(existsSync(join(folder, 'mixed.csv'))).toBe(true);
  });
});

/** Houses: numbers with gaps, categories with a rare one, yes and no, dates, codes; the price depends on all. */
function mixedRows(): string {
  const random = createRandom('mixed');
  const rows = Array.from({ length: 200 }, () => {
    const size = random.integer(40, 240);
    const kind = random.next() < 0.02 ? '"castle, small"' : random.pick(['flat', 'house', 'barn']);
    const garden = random.pick(['yes', 'no']);
    const built = `${random.integer(1950, 2020)}-${String(random.integer(1, 12)).padStart(2, '0')}-15`;
    const code = random.pick(['01', '02', '03']);
    const price = size * 2 + kind.length * 10 + (garden === 'yes' ? 50 : 0) + Number(built.slice(0, 4)) / 10;
    return [
      random.next() < 0.1 ? '' : size,
      kind,
      garden,
      random.next() < 0.1 ? '?' : built,
      code,
      price.toFixed(1),
    ].join(',');
  });
  return `${['size,kind,garden,built,code,price', ...rows].join('\n')}\n`;
}
