import { expect, it } from 'vitest';
import { candidateId } from '../../../shared/candidate.ts';
import { successiveHalving } from '../../../shared/stopping/halving.ts';
import { candidate, climb, context, describeStoppingRule, observe } from './describe-stopping-rule.ts';

describeStoppingRule('halving', successiveHalving());
describeStoppingRule('halving by 2 from 5', successiveHalving({ factor: 2, minEpochs: 5 }));

const rule = successiveHalving({ factor: 3, minEpochs: 10 });

it('climbs by the factor, without a last step that is shorter', () => {
  expect(rule.rungs(90)).toEqual([10, 30, 90]);
  expect(rule.rungs(100)).toEqual([10, 30, 100]);
  expect(rule.rungs(10)).toEqual([10]);
  expect(successiveHalving({ factor: 2, minEpochs: 1 }).rungs(16)).toEqual([1, 2, 4, 8, 16]);
});

it('keeps one in three at each rung', () => {
  const history = climb(
    rule,
    Array.from({ length: 27 }, (_, number) => number / 27),
  );
  const completed = history.filter(({ state }) => state === 'completed');
  expect([10, 30, 90].map((epochs) => completed.filter((each) => each.epochs === epochs).length)).toEqual([27, 9, 3]);
});

it('waits for those to come, and for those on their way to the rung', () => {
  const first = [0, 1, 2].map((number) => observe(number, 10, number / 3));
  expect(rule.decide(context(first, { remaining: 1 }))).toEqual({ promote: [], stop: [] });
  // 2 stands at 30 already; 1 has its place there and must be judged after it has arrived.
  const history = [...[0, 1, 2, 3].map((number) => observe(number, 10, number / 4)), observe(3, 30, 0.9)];
  expect(rule.decide(context(history))).toMatchObject({
    promote: [{ candidate: candidate(2), epochs: 30 }],
    stop: [{ candidate: candidate(0) }, { candidate: candidate(1) }],
  });
});

it('completes a decision that was carried out in part', () => {
  const history = [0, 1, 2, 3, 4, 5].map((number) => observe(number, 10, number / 6));
  const whole = rule.decide(context(history));
  const partly = [...history, observe(0, 10, 0, { state: 'stopped' }), observe(5, 30, 0.2)];
  expect(rule.decide(context(partly))).toEqual({
    promote: whole.promote.filter((each) => each.candidate.number !== 5),
    stop: whole.stop.filter((each) => each.candidate.number !== 0),
  });
});

it('counts the failed among those that reached the rung, and gives them no place', () => {
  const history = [
    observe(0, 10),
    observe(1, 10),
    observe(2, 10),
    observe(3, 10, 0.2),
    observe(4, 10, 0.1),
    observe(5, 10, 0.3),
  ];
  const { promote, stop } = rule.decide(context(history));
  expect(promote.map((each) => each.candidate.number)).toEqual([3, 5]);
  expect(stop).toEqual([{ candidate: candidate(4), reason: 'rank 3 of 6 at 10 epochs, of which the best 2 go on' }]);
});

it('breaks ties by the loss, then by the id', () => {
  const tied = [observe(0, 10, 0.5, { loss: 2 }), observe(1, 10, 0.5, { loss: 1 }), observe(2, 10, 0.5, { loss: 3 })];
  expect(rule.decide(context(tied)).promote).toEqual([{ candidate: candidate(1), epochs: 30 }]);
  const equal = [0, 1, 2].map((number) => observe(number, 10, 0.5));
  const lowest = [0, 1, 2].toSorted((a, b) => (candidateId(candidate(a)) < candidateId(candidate(b)) ? -1 : 1))[0] ?? 0;
  expect(rule.decide(context(equal)).promote).toEqual([{ candidate: candidate(lowest), epochs: 30 }]);
  expect(rule.decide(context(equal.toReversed())).promote).toEqual([{ candidate: candidate(lowest), epochs: 30 }]);
});
