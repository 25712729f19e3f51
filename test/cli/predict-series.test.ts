import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../data/bytes-source.ts';
import type { Answer } from '../../local/answers.ts';
import { predict as library } from '../../local/predict.ts';
import { formatScore } from '../../report/page/format.js';
import { metricLabel } from '../../report/words.ts';
import { createRandom } from '../../shared/random.ts';
import { runCli } from './run-cli.ts';
import { newFolder, type Searched, searched } from './searched.ts';

const days = 160;
const [horizon, window] = [3, 14];
const header = 'date,rain,value';
const rows = Array.from({ length: days }, (_, day) => {
  const random = createRandom(day);
  const value = 20 + 5 * Math.sin((2 * Math.PI * day) / 7) + random.normal();
  return `${new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)},${random.next() < 0.3},${value.toFixed(2)}`;
});

let series: Searched;
beforeAll(async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'series.csv'), `${[header, ...rows].join('\n')}\n`);
  const flags = ['--target', 'value', '--time', 'date', '--horizon', String(horizon), '--window', String(window)];
  series = await searched('series.csv', flags, folder);
});

const predict = async (lines: readonly string[], flags: readonly string[] = []) => {
  await writeFile(join(series.folder, 'new.csv'), `${[header, ...lines].join('\n')}\n`);
  return runCli(['predict', series.search, 'new.csv', ...flags], { cwd: series.folder });
};
const answersTo = async (lines: readonly string[], all = false): Promise<Answer[]> => {
  const source = bytesSource('new.csv', new TextEncoder().encode([header, ...lines].join('\n')));
  const answers: Answer[] = [];
  for await (const part of library({ result: series.search, source, all })) answers.push(...part.answers);
  return answers;
};
const linesOf = (text: string): string[] => text.trimEnd().split('\n');
/** 20 % of the days: each is the first answer of a window, but for the last ones. */
const sealedDays = 32;
const sealedWindows = sealedDays - (horizon - 1);

describe('a series', () => {
  it('is judged by each step, and beside what its past says', () => {
    const { verdict } = series;
    expect(verdict.testRows).toBe(sealedWindows);
    expect(verdict.perStep).toHaveLength(horizon);
    const squares = verdict.perStep?.map((metrics) => (metrics['rmse'] ?? 0) ** 2) ?? [];
    expect(squares.reduce((sum, square) => sum + square, 0) / horizon).toBeCloseTo(
      (verdict.testMetrics['rmse'] ?? 0) ** 2,
      4,
    );
    expect(verdict.baselines.map(({ name }) => name)).toEqual(['mean', 'linear regression', 'naive', 'seasonal naive']);
    // A season of a week of variance 12.5, below noise of variance 1.
    expect(verdict.baselines[3]?.metrics['rmse']).toBeCloseTo(Math.SQRT2, 0);
    expect(verdict.baselines[2]?.metrics['rmse']).toBeGreaterThan(3);
  });

  it('gives on the sealed windows the very scores that the verdict has', async () => {
    const from = days - sealedDays - window;
    const { code, stderr, stdout } = await predict(rows.slice(from), ['--all']);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(1 + sealedDays + 1);
    expect(stderr).toContain(`on ${sealedWindows} rows:`);
    for (const [name, value] of Object.entries(series.verdict.testMetrics)) {
      expect(stderr.replaceAll(/ +/g, ' ')).toContain(`${metricLabel(name)} ${formatScore(value)}`);
    }
  });

  it('is forecast after its last row, which gets a column a step', async () => {
    const { stdout, stderr } = await predict(rows.toReversed());
    const [names, forecast = '', ...more] = linesOf(stdout);
    expect(names).toBe(`${header},prediction+1,prediction+2,prediction+3`);
    expect(forecast.startsWith(`${rows.at(-1)},`)).toBe(true);
    expect(more).toEqual([]);
    // What follows is not known.
    expect(stderr).toBe('');
    const [{ prediction } = { prediction: '' }] = await answersTo(rows);
    expect(forecast).toBe(`${rows.at(-1)},${String(prediction)}`);
  });

  it('needs no more of the past than a window, and takes more', async () => {
    const [forecast] = await answersTo(rows);
    expect(await answersTo(rows.slice(-window))).toEqual([forecast]);
    const all = await answersTo(rows, true);
    expect(all).toHaveLength(days - window + 1);
    // Alone or among others, a forecast is the same to rounding.
    const stepsOf = (answer: Answer | undefined): readonly number[] =>
      typeof answer?.prediction === 'object' ? answer.prediction : [];
    expect(stepsOf(forecast)).toHaveLength(horizon);
    stepsOf(forecast).forEach((value, step) => expect(stepsOf(all.at(-1))[step]).toBeCloseTo(value, 4));
    await expect(answersTo(rows.slice(0, window - 1))).rejects.toMatchObject({
      name: 'InvalidDataset',
      message: expect.stringContaining(`takes ${window} rows`) as string,
    });
  });
});
