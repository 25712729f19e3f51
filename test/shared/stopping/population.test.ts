import { expect, it } from 'vitest';
import { populationIntervals, select } from '../../../shared/stopping/population.ts';
import { ruleOf } from '../../../shared/stopping/rule-of.ts';
import { candidate, climb, context, describeStoppingRule, observe } from './describe-stopping-rule.ts';

describeStoppingRule('a population', populationIntervals());

const scores = Array.from({ length: 20 }, (_, number) => number / 20);

it('has ten intervals, or as many as there are epochs', () => {
  expect(populationIntervals().rungs(100)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(populationIntervals().rungs(4)).toEqual([1, 2, 3, 4]);
});

it('is the rule of a search by population-based training, whatever the spec says', () => {
  const stopping = { rule: 'none', factor: 3 } as const;
  expect(ruleOf({ strategy: 'pbt', stopping }).rungs(10)).toHaveLength(10);
  expect(ruleOf({ strategy: 'random', stopping }).rungs(10)).toEqual([10]);
});

it('ends the worst fifth, and says why', () => {
  const { promote, stop } = populationIntervals().decide(
    context(scores.map((score, number) => observe(number, 9, score))),
  );
  expect(stop.map(({ candidate: one }) => one.number)).toEqual([0, 1, 2, 3]);
  expect(stop[0]?.reason).toBe('rank 20 of 20 at 9 epochs, of which the last 4 end');
  expect(promote).toHaveLength(16);
  expect(new Set(promote.map(({ epochs }) => epochs))).toEqual(new Set([18]));
});

it('counts those that failed among the worst', () => {
  const history = scores.map((score, number) => observe(number, 9, number < 3 ? undefined : score));
  const { promote, stop } = populationIntervals().decide(context(history));
  expect(stop.map(({ candidate: one }) => one.number)).toEqual([3]);
  expect(promote).toHaveLength(16);
});

it('shrinks by a fifth each time where nothing takes the place of those that end', () => {
  const finished = climb(populationIntervals(), scores).filter(
    ({ epochs, state }) => epochs === 90 && state === 'completed',
  );
  // 20, less a fifth of it, nine times: 16, 13, 10, 8, 6, 5, 4, 3, 2.
  expect(finished.map(({ candidate: one }) => one.number)).toEqual([18, 19]);
});

it('completes a decision that was carried out in part, and does not make it anew', () => {
  const reached = scores.map((score, number) => observe(number, 9, score));
  const history = [...reached, ...[15, 16, 17, 18].map((number) => observe(number, 18, 0.99, { round: 1 }))];
  const { goOn, end } = select(context(history));
  const ended = end.filter(({ epochs }) => epochs === 9).map(({ candidate: one }) => one.number);
  expect(ended).toEqual([0, 1, 2, 3]);
  const waiting = goOn.filter(({ epochs }) => epochs === 9).map(({ candidate: one }) => one.number);
  expect(waiting).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 19]);
});

it('judges a population by itself: the one before had other scores', () => {
  const done = [0, 1, 2, 3, 4].flatMap((number) => [observe(number, 9, 0.9), observe(number, 90, 0.95, { round: 1 })]);
  const next = [10, 11, 12, 13, 14].map((number) => observe(number, 9, number / 100, { round: 2 }));
  const { founders, goOn, end } = select(context([...done, ...next]));
  expect(founders).toBe(5);
  expect(end.map(({ candidate: one }) => one)).toEqual([candidate(10)]);
  expect(goOn).toHaveLength(4);
});
