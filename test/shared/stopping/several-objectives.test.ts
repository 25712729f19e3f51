import { expect, it } from 'vitest';
import { successiveHalving } from '../../../shared/stopping/halving.ts';
import { medianStopping } from '../../../shared/stopping/median.ts';
import { scoresAt } from '../../../shared/stopping/standing.ts';
import { candidate, context, observe } from './describe-stopping-rule.ts';

/** Score and bytes of each candidate. */
const known: readonly (readonly [number, number])[] = [
  [0.9, 1000], // the front: its ends and what lies between
  [0.85, 400],
  [0.8, 300],
  [0.5, 10],
  [0.85, 900], // the second
  [0.45, 20],
  [0.4, 2000], // the third
];
const history = known.map(([score, bytes], number) => observe(number, 10, score, { costs: { bytes } }));
const several = context(history, { minimise: ['bytes'] });
const numberOf = (id: string): number => history.findIndex(({ candidateId }) => candidateId === id);

it('orders by front, and within a front by crowding: the ends first', () => {
  const order = scoresAt(several, 10).map(({ candidateId }) => numberOf(candidateId));
  // By hand: gaps to both neighbours in score / 0.4 and in ln(bytes) / ln(100): 2 has 0.875 + 0.801, 1 has 0.25 + 0.261.
  expect(order).toEqual([0, 3, 2, 1, 4, 5, 6]);
  expect(scoresAt(context(history), 10).map(({ score }) => score)).toEqual([0.9, 0.85, 0.85, 0.8, 0.5, 0.45, 0.4]);
});

it('halving takes the small network on, which is worst but one by score', () => {
  const { promote, stop } = successiveHalving().decide(several);
  expect(promote.map((each) => each.candidate)).toEqual([0, 2, 3].map(candidate));
  expect(stop).toHaveLength(4);
});

it('the median rule takes the better half on', () => {
  const { promote, stop } = medianStopping().decide(several);
  expect(promote.map((each) => each.candidate)).toEqual([0, 1, 2, 3].map(candidate));
  expect(stop.map(({ reason }) => reason)).toEqual(Array(3).fill('not in the better half of those seen at 10 epochs'));
});
