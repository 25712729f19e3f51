import { expect, it } from 'vitest';
import type { SearchSpace } from '../../../../shared/search-space.ts';
import { parseSpec } from '../../../../shared/spec.ts';
import { bohb } from '../../../../shared/strategies/tpe/bohb.ts';
import { contextOf, describeStrategy, observe } from '../describe-strategy.ts';

describeStrategy('bohb', bohb);

const space: SearchSpace = { x: { type: 'uniform', low: 0, high: 1 } };

/** What the model proposes where at 1 epoch a high x is good, and at 9 a low one, of which so many were observed. */
function proposed(atNine: number) {
  const history = Array.from({ length: 40 }, (_, at) => (at + 0.5) / 40).flatMap((x, at) => [
    observe({ x }, { epochs: 1, score: x }),
    ...(at % 2 === 0 && at / 2 < atNine ? [observe({ x }, { epochs: 9, score: -x })] : []),
  ]);
  return bohb(contextOf({ space, history, epochs: 9, count: 60 })).map(({ candidate, origin }) => ({
    x: Number(candidate.x),
    byModel: origin.why === 'like the good ones, unlike the rest',
  }));
}
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const byModel = (atNine: number) =>
  proposed(atNine)
    .filter((proposal) => proposal.byModel)
    .slice(0, 10)
    .map(({ x }) => x);

it('models the largest budget with more scores than parameters by three', () => {
  expect(meanOf(byModel(20))).toBeLessThan(0.35);
  expect(meanOf(byModel(4))).toBeLessThan(0.35);
  expect(meanOf(byModel(3))).toBeGreaterThan(0.65);
  expect(meanOf(byModel(0))).toBeGreaterThan(0.65);
});

it('proposes a third at random', () => {
  const random = proposed(20).filter((proposal) => !proposal.byModel);
  expect(random.length).toBeGreaterThan(60 / 3 - 10);
  expect(random.length).toBeLessThan(60 / 3 + 10);
  expect(meanOf(random.map(({ x }) => x))).toBeGreaterThan(0.35);
});

it('is used with hyperband where the spec names no rule', () => {
  const ruleOf = (more: object) => parseSpec({ dataset: 'x', ...more }).stopping.rule;
  expect(ruleOf({ strategy: 'bohb' })).toBe('hyperband');
  expect(ruleOf({ strategy: 'bohb', stopping: { factor: 4 } })).toBe('hyperband');
  expect(ruleOf({ strategy: 'bohb', stopping: { rule: 'none' } })).toBe('none');
  expect(ruleOf({ strategy: 'tpe' })).toBe('none');
});
