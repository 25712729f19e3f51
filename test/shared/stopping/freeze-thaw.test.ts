import { expect, it } from 'vitest';
import { keptEpochs } from '../../../shared/curves/kept-points.ts';
import { freezeThaw } from '../../../shared/stopping/freeze-thaw.ts';
import { candidate, context, describeStoppingRule, observe } from './describe-stopping-rule.ts';

describeStoppingRule('freeze-thaw', freezeThaw());
describeStoppingRule('freeze-thaw by 2 from 5', freezeThaw({ factor: 2, minEpochs: 5 }));

const rule = freezeThaw({ factor: 3, minEpochs: 10 });
const until = (number: number, epochs: number, law: (epoch: number) => number) =>
  observe(number, epochs, law(epochs), { curve: keptEpochs(epochs).map(law) });
const saturating = (end: number) => (epoch: number) => end - 0.5 * Math.exp(-epoch / 3);
const slow = (end: number) => (epoch: number) => end - 0.5 * epoch ** -0.5;

it('ends what will not beat the best, and says so in words', () => {
  const history = [until(0, 90, saturating(0.95)), until(1, 30, saturating(0.9)), until(2, 30, saturating(0.949))];
  const { promote, stop } = rule.decide(context(history, { remaining: 50 }));
  expect(promote).toEqual([{ candidate: candidate(2), epochs: 90 }]);
  expect(stop).toHaveLength(1);
  expect(stop[0]?.candidate).toEqual(candidate(1));
  expect(stop[0]?.reason).toMatch(/^will end near 0\.(898|899|900) ± 0\.00\d; the best has 0\.950$/);
});

it('has what is behind but still rises go on, and ends what is ahead but has risen', () => {
  const best = until(0, 90, saturating(0.93));
  const history = [best, until(1, 30, slow(1)), until(2, 30, saturating(0.912))];
  expect(history[1]?.score).toBeLessThan(history[2]?.score ?? Number.NaN);
  const { promote, stop } = rule.decide(context(history));
  expect(promote).toEqual([{ candidate: candidate(1), epochs: 90 }]);
  expect(stop.map((each) => each.candidate)).toEqual([candidate(2)]);
});

it('where lower is better, it is the same with all signs turned', () => {
  const history = [until(0, 90, saturating(0.95)), ...[1, 2, 3].map((n) => until(n, 30, saturating(0.8 + n / 20)))];
  const turned = history.map((each) => ({
    ...each,
    score: -(each.score ?? Number.NaN),
    curve: each.curve?.map((score) => -score),
  }));
  const { promote, stop } = rule.decide(context(history));
  const other = rule.decide(context(turned, { maximise: false }));
  expect(other.promote).toEqual(promote);
  expect(other.stop.map((each) => each.candidate)).toEqual(stop.map((each) => each.candidate));
  expect(stop.length).toBeGreaterThan(0);
});

it('thaws one in three of the frozen, the most promising first, whatever their rung', () => {
  const history = [0, 1, 2, 3, 4, 5].map((number) =>
    until(number, number < 3 ? 10 : 30, slow(0.9 + (number % 3) / 1000)),
  );
  const { promote, stop } = rule.decide(context(history, { remaining: 50 }));
  expect(stop).toEqual([]);
  // At 10 epochs more is uncertain: more may come of it.
  expect(promote).toEqual([
    { candidate: candidate(2), epochs: 30 },
    { candidate: candidate(1), epochs: 30 },
  ]);
});

it('ends all others once a score is reached that none can be better than', () => {
  const history = [until(0, 90, saturating(1)), until(1, 10, saturating(0.999)), until(2, 30, slow(1))];
  history[0] = { ...observe(0, 90, 1), curve: history[0]?.curve };
  expect(rule.decide(context(history)).promote.length).toBeGreaterThan(0);
  const { promote, stop } = rule.decide(context(history, { perfect: 1 }));
  expect(promote).toEqual([]);
  expect(stop.map((each) => each.candidate)).toEqual([candidate(1), candidate(2)]);
});
