import { expect, it } from 'vitest';
import { asynchronousHalving } from '../../../shared/stopping/asha.ts';
import { candidate, climb, context, describeStoppingRule, observe } from './describe-stopping-rule.ts';

describeStoppingRule('asha', asynchronousHalving());
describeStoppingRule('asha by 2 from 5', asynchronousHalving({ factor: 2, minEpochs: 5 }));

const rule = asynchronousHalving({ factor: 3, minEpochs: 10 });
const promoted = (history: Parameters<typeof context>[0], remaining: number) =>
  rule.decide(context(history, { remaining })).promote.map((each) => [each.candidate.number, each.epochs]);

it('promotes whoever is in the top third of its rung, while others are to come', () => {
  const history = [0, 1, 2, 3, 4, 5].map((number) => observe(number, 10, number / 6));
  expect(promoted(history.slice(0, 2), 50)).toEqual([]);
  expect(promoted(history, 50)).toEqual([
    [4, 30],
    [5, 30],
  ]);
  // Three have reached 30: the best of them goes on, whoever comes at 10.
  const later = [...history, observe(4, 30, 0.5), observe(5, 30, 0.7), observe(3, 30, 0.6)];
  expect(promoted(later, 50)).toEqual([[5, 90]]);
});

it('promotes later what was not among the best at first', () => {
  const first = [observe(0, 10, 0.9), observe(1, 10, 0.8), observe(2, 10, 0.7), observe(0, 30, 0.9)];
  expect(promoted(first, 50)).toEqual([]);
  const worse = [3, 4, 5].map((number) => observe(number, 10, 0.1));
  expect(promoted([...first, ...worse], 50)).toEqual([[1, 30]]);
});

it('gives the failed no place, and counts them', () => {
  const history = [observe(0, 10), observe(1, 10), observe(2, 10, 0.1)];
  expect(promoted(history, 50)).toEqual([[2, 30]]);
});

it('keeps those that wait until none is to come and none can go on', () => {
  const history = [0, 1, 2].map((number) => observe(number, 10, number / 3));
  expect(rule.decide(context(history, { remaining: 1 })).stop).toEqual([]);
  expect(rule.decide(context(history)).stop).toEqual([]);
  const climbed = [...history, observe(2, 30, 0.9), observe(2, 90, 0.9)];
  expect(rule.decide(context(climbed, { remaining: 1 })).stop).toEqual([]);
  expect(rule.decide(context(climbed))).toEqual({
    promote: [],
    stop: [
      { candidate: candidate(0), reason: 'rank 3 of 3 at 10 epochs, of which the best 1 go on' },
      { candidate: candidate(1), reason: 'rank 2 of 3 at 10 epochs, of which the best 1 go on' },
    ],
  });
});

it('does as successive halving where all begin at once', () => {
  const completed = climb(
    rule,
    Array.from({ length: 27 }, (_, number) => number / 27),
  ).filter(({ state }) => state === 'completed');
  expect([10, 30, 90].map((epochs) => completed.filter((each) => each.epochs === epochs).length)).toEqual([27, 9, 3]);
});
