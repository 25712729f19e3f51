import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatScore } from '../../report/page/format.js';
import { type Leaderboard, leaderboardSchema } from '../../shared/result.ts';
import { trialSchema } from '../../shared/trial.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { iris, newFolder, type Searched, searched } from './searched.ts';

let flowers: Searched;
let leaderboard: Leaderboard;
beforeAll(async () => {
  flowers = await searched(iris, ['--stopping', 'halving', '--folds', '2']);
  const text = await readFile(join(flowers.search, 'result', 'leaderboard.json'), 'utf8');
  leaderboard = leaderboardSchema.parse(JSON.parse(text));
});

const show = (...words: readonly string[]): Promise<CliResult> => runCli(['show', ...words], { cwd: flowers.folder });
const linesOf = (text: string): string[] => text.trimEnd().split('\n');
const fieldsOf = (line: string | undefined): string[] => (line ?? '').trim().split(/ {2,}/);

describe('show', () => {
  it('lists the searches', async () => {
    const { code, stdout, stderr } = await show();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [titles, row] = linesOf(stdout).map(fieldsOf);
    expect(titles).toEqual(['search', 'dataset', 'state', 'rounds', 'tried', 'validation', 'test']);
    const { winner, test } = flowers.verdict;
    const scores = [formatScore(winner.validationScore), formatScore(test.value)];
    expect(row).toEqual([flowers.searchId, 'iris.csv', 'finished', '3', '8', ...scores]);
  });

  it('says so where there are none', async () => {
    const { code, stdout } = await runCli(['show'], { cwd: await newFolder() });
    expect(code).toBe(0);
    expect(stdout).toContain('There are no searches in modelscout yet');
  });

  it('shows the verdict and the leaderboard of one, as far as the lines are wide', async () => {
    const { code, stdout } = await show(flowers.searchId.slice(0, 13));
    expect(code).toBe(0);
    expect(stdout).toContain(`accuracy ${formatScore(flowers.verdict.test.value)}`);
    const rows = linesOf(stdout)
      .map(fieldsOf)
      .filter(([rank]) => /^\d+$/.test(rank ?? ''));
    expect(rows.map((row) => row.slice(0, 3))).toEqual(
      leaderboard.rows.map(({ rank, candidateId, score }) => [
        String(rank),
        candidateId.slice(0, 8),
        formatScore(score),
      ]),
    );
    expect(stdout).toMatch(/^ {2}came about +The winner /m);
    expect(stdout).toMatch(/^ {2}proposed by +.* \d+ \(\d of the first ten\)/m);
    expect(Math.max(...linesOf(stdout).map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('shows as many candidates as it is told', async () => {
    const { stdout } = await show(flowers.search, '--top', '3');
    expect(stdout).toMatch(/^3 +[0-9a-f]{8} /m);
    expect(stdout).not.toMatch(/^4 +[0-9a-f]{8} /m);
    expect(stdout).toContain('5 candidates more');
  });

  it('shows a candidate with the learning curves of all its trials', async () => {
    const best = leaderboard.rows[0];
    const { code, stdout } = await show('--trial', best?.candidateId ?? '');
    expect(code).toBe(0);
    // Halving: three budgets of two folds each, or fewer where epochs are few.
    const ids = [...stdout.matchAll(/^trial ([0-9a-f]+)$/gm)].map((match) => match[1] ?? '');
    expect(ids.length).toBeGreaterThanOrEqual(4);
    for (const id of ids) {
      const text = await readFile(join(flowers.search, 'trials', id, 'result.json'), 'utf8');
      expect(trialSchema.parse(JSON.parse(text)).candidateId).toBe(best?.candidateId);
    }
    expect(stdout.match(/[▁▂▃▄▅▆▇█]{2,}/g)?.length).toBeGreaterThanOrEqual(ids.length);
    const one = await show('--trial', ids[0] ?? '');
    expect(one.stdout.match(/^trial /gm)).toHaveLength(1);
  });

  it('compares candidates by what differs', async () => {
    const [first, second] = leaderboard.rows;
    const { code, stdout } = await show('--compare', first?.candidateId ?? '', second?.candidateId ?? '');
    expect(code).toBe(0);
    const rows = new Map(linesOf(stdout).map((line) => [fieldsOf(line)[0] ?? '', fieldsOf(line).slice(1)]));
    expect(rows.get('accuracy')).toEqual([first, second].map((row) => formatScore(row?.score ?? 0)));
    const differing = Object.keys({ ...first?.candidate, ...second?.candidate }).filter(
      (name) => first?.candidate[name] !== second?.candidate[name],
    );
    for (const name of differing) expect(rows.has(name)).toBe(true);
    expect(rows.has('batchSize')).toBe(false);
    expect(stdout).toContain('The same in all: ');
  });

  it.each([
    ['an unknown search', ['1999'], 3, 'There is no search "1999" in modelscout'],
    ['an unknown candidate', ['--trial', 'xyz'], 3, 'has an id that begins with "xyz"'],
    ['an ambiguous candidate', ['--trial', ''], 3, '8 candidates'],
    ['another folder', ['--output', 'elsewhere', '--trial', 'a'], 3, 'There are no searches in elsewhere'],
    ['a count that is none', ['--top', '0'], 2, 'Use 1 to 10000'],
    ['a walk out of the store', ['../../etc'], 3, 'There is no search'],
  ])('refuses %s in a line', async (_what, words, expected, message) => {
    const { code, stdout, stderr } = await show(...words);
    expect(stderr).toContain(message);
    expect(linesOf(stderr)).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });

  it('says what is damaged', async () => {
    const damaged = await searched(iris);
    await writeFile(join(damaged.search, 'rounds', '0', 'observations.jsonl'), '{"candidateId":');
    const { code, stderr } = await runCli(['show', damaged.searchId], { cwd: damaged.folder });
    expect(code).toBe(5);
    expect(stderr).toMatch(/^error: \S*observations\.jsonl cannot be read: .*--fresh\n$/);
  });
});
