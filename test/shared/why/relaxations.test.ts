import { expect, it } from 'vitest';
import { relaxationsTold } from '../../../shared/why/relaxations.ts';
import { observed } from './history.ts';

const probabilities = (likely: number) => [
  { value: 8, probability: (1 - likely) / 2 },
  { value: 16, probability: likely },
  { value: 32, probability: (1 - likely) / 2 },
];

const supernet = (id: string, likely: number) =>
  observed(id, {
    relax: {
      kind: 'structure',
      choices: { width: [8, 16, 32] },
      secondOrder: false,
      sampled: true,
      restart: 0,
      trials: 5,
    },
    relaxed: { derived: [], trace: { kind: 'structure', choices: { width: probabilities(likely) }, loss: [1, 0.5] } },
  });

const descent = observed('descent', {
  relax: { kind: 'parameters', ranges: { l2: { low: 1e-6, high: 1, log: true } }, trials: 3 },
  relaxed: { derived: [], trace: { kind: 'parameters', values: { l2: [0.1, 0.05, 0.01] }, loss: [1, 0.9, 0.8] } },
});

const child = (id: string, parent: string) => observed(id, { origin: { strategy: 'gradient', parent } });

const history = [
  supernet('first', 0.6),
  supernet('second', 0.8),
  supernet('third', 0.7),
  // One that did not come to its end.
  observed('failed', { state: 'failed', relax: { kind: 'parameters', ranges: {}, trials: 1 } }),
  child('a', 'first'),
  child('b', 'second'),
  child('c', 'second'),
  child('d', 'third'),
  descent,
  child('e', 'descent'),
];
const scores = new Map([
  ['a', 0.95],
  ['b', 0.8],
  ['c', 0.85],
  ['d', 0.7],
]);

it('tells what supernets leaned to, the one that led to the winner first, then the better', () => {
  const told = relaxationsTold(history, { scores, maximise: true, path: new Set(['d', 'winner']) });
  expect(told?.supernets.map(({ id, tried, best, ledToWinner }) => [id, tried, best, ledToWinner])).toEqual([
    ['third', 1, 0.7, true],
    ['first', 1, 0.95, false],
    ['second', 2, 0.85, false],
  ]);
  expect(told?.supernets[2]?.choices[0]?.options[0]).toEqual({ value: 16, probability: 0.8 });
  const minimised = relaxationsTold(history, { scores, maximise: false, path: new Set() });
  expect(minimised?.supernets.map(({ id, best }) => [id, best])).toEqual([
    ['third', 0.7],
    ['second', 0.8],
    ['first', 0.95],
  ]);
});

it('tells where hypergradients went', () => {
  const told = relaxationsTold(history, { scores, maximise: true, path: new Set(['e']) });
  expect(told?.descents).toEqual([
    { id: 'descent', trials: 3, moves: [{ name: 'l2', from: 0.1, to: 0.01 }], tried: 1, ledToWinner: true },
  ]);
});

it('is none where nothing was relaxed', () => {
  const drawn = [observed('a', { score: 0.9 })];
  expect(relaxationsTold(drawn, { scores, maximise: true, path: new Set() })).toBeUndefined();
});
