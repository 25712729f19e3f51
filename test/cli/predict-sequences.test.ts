import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatScore } from '../../report/page/format.js';
import { metricLabel } from '../../report/words.ts';
import { createRandom } from '../../shared/random.ts';
import { runCli } from './run-cli.ts';
import { newFolder, type Searched, searched } from './searched.ts';

/** Which of a and b stands first among c. */
const sequences = Array.from({ length: 120 }, (_, n) => {
  const random = createRandom(n);
  const [label, other] = n % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
  const symbols = Array.from({ length: random.integer(4, 8) }, () => 'c');
  symbols.splice(random.integer(0, 2), 1, label ?? '');
  symbols.splice(3, 1, other ?? '');
  return { id: `n${n}`, label, rows: symbols.map((symbol, step) => `n${n},${step},${symbol},${label}`) };
});
const header = 'id,step,symbol,first';
const write = (folder: string, name: string, rows: readonly string[]): Promise<void> =>
  writeFile(join(folder, name), `${[header, ...rows].join('\n')}\n`);

let search: Searched;
beforeAll(async () => {
  const folder = await newFolder();
  await write(
    folder,
    'first.csv',
    sequences.flatMap(({ rows }) => rows),
  );
  search = await searched('first.csv', ['--target', 'first', '--id', 'id', '--time', 'step', '--trials', '2'], folder);
});

const predict = (flags: readonly string[] = []) =>
  runCli(['predict', search.search, 'new.csv', ...flags], { cwd: search.folder });
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('labelled sequences', () => {
  it('are judged a sequence at a time', () => {
    const { verdict } = search;
    expect(verdict.testRows).toBe(24);
    expect(verdict.baselines[0]?.metrics['accuracy']).toBe(0.5);
  });

  it('get one answer each, wherever their rows are, and the scores that the verdict has', async () => {
    const bytes = await readFile(join(search.search, 'sealed', 'row-numbers.i32'));
    const all = sequences.flatMap(({ rows }) => rows);
    const ids = Array.from(new Int32Array(Uint8Array.from(bytes).buffer), (row) => all[row]?.split(',')[0]);
    expect(new Set(ids).size).toBe(24);
    const sealed = sequences.filter(({ id }) => ids.includes(id));
    await write(search.folder, 'new.csv', createRandom(1).shuffle(sealed.flatMap(({ rows }) => rows)));
    const { code, stdout, stderr } = await predict();
    expect(code).toBe(0);
    const [names, ...lines] = linesOf(stdout);
    expect(names).toBe('id,first,prediction,probability_a,probability_b');
    expect(lines.map((line) => line.split(',').slice(0, 2).join()).sort()).toEqual(
      sealed.map(({ id, label }) => `${id},${label}`).sort(),
    );
    for (const [name, value] of Object.entries(search.verdict.testMetrics)) {
      expect(stderr.replaceAll(/ +/g, ' ')).toContain(`${metricLabel(name)} ${formatScore(value)}`);
    }
  });
});
