import { expect, it } from 'vitest';
import { medianStopping } from '../../../shared/stopping/median.ts';
import { candidate, context, describeStoppingRule, observe } from './describe-stopping-rule.ts';

describeStoppingRule('median', medianStopping());
describeStoppingRule('median by 2 from 5', medianStopping({ factor: 2, minEpochs: 5 }));

it('has rungs at a ninth, a third and all', () => expect(medianStopping().rungs(90)).toEqual([10, 30, 90]));

it('stops what is worse than the median of all that was seen at the rung, while others are still to come', () => {
  const history = [
    observe(0, 10, 0.9),
    observe(0, 30, 0.1),
    observe(1, 10, 0.8, { state: 'stopped' }),
    observe(2, 10),
    observe(3, 10, 0.8),
    observe(4, 10, 0.7),
  ];
  // At 10: 0.9, 0.8, 0.8, 0.7, median 0.8. At 30 there is one.
  expect(medianStopping().decide(context(history, { remaining: 50 }))).toEqual({
    promote: [
      { candidate: candidate(0), epochs: 90 },
      { candidate: candidate(3), epochs: 30 },
    ],
    stop: [{ candidate: candidate(4), reason: '0.7 at 10 epochs is worse than the median, 0.8' }],
  });
});

it('stops the higher ones where lower is better', () => {
  const history = [observe(0, 10, 1), observe(1, 10, 2), observe(2, 10, 3)];
  const { promote, stop } = medianStopping().decide(context(history, { maximise: false }));
  expect(promote.map((each) => each.candidate)).toEqual([candidate(0), candidate(1)]);
  expect(stop.map((each) => each.candidate)).toEqual([candidate(2)]);
});
