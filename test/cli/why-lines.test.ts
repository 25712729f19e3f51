import { expect, it } from 'vitest';
import { whyLines } from '../../cli/show/why-lines.ts';
import { createStyle } from '../../cli/terminal/style.ts';
import type { Verdict } from '../../shared/result.ts';
import { reportFixture } from '../report/report-fixture.ts';

const look = { style: createStyle(false), width: 80 };
const { verdict } = reportFixture({ task: 'multiclass', trials: 30 });
const step = (why: string) => ({ candidateId: 'c', strategy: 'greedy', why, score: 0.9 });

const told: Verdict = {
  ...verdict,
  why: {
    importance: {
      candidates: 40,
      best: 10,
      parameters: [{ name: 'learningRate', share: 1, present: 40, presentInBest: 10 }],
    },
    proposers: [
      { strategy: 'greedy', candidates: 30, fromOthers: 20, best: 0.95, inFirstTen: 10 },
      { strategy: 'memory', candidates: 1200, fromOthers: 0, inFirstTen: 0 },
    ],
    path: {
      steps: [step('start of a climb'), ...Array.from({ length: 10 }, (_, index) => step(`widening layer ${index}`))],
      omitted: 3,
    },
  },
};

it('tells what mattered, the last steps to the winner, and who proposed how many', () => {
  expect(whyLines(told, look)).toEqual([
    '  mattered     Of the hyperparameters only learning rate told the best',
    '               candidates from the rest.',
    '  came about   The winner began as a candidate proposed by Greedy growth (start',
    '               of a climb) and was changed 13 times.',
    ...[2, 3, 4, 5, 6, 7, 8, 9].map((layer) => `               Widening layer ${layer}.`),
    '  proposed by  Greedy growth 30 (10 of the first ten) and Memory 1,200',
  ]);
});

it('tells nothing of a search of an older version', () => {
  expect(whyLines(verdict, look)).toEqual([]);
});

it('lets no control character of a stored text through', () => {
  const path = { steps: [step('start\u001b[31m'), step('x\u0007')], omitted: 0 };
  const lines = whyLines({ ...verdict, why: { proposers: [], path } }, look);
  expect(lines.length).toBeGreaterThan(1);
  for (const character of ['\u001b', '\u0007']) expect(lines.join('')).not.toContain(character);
});
