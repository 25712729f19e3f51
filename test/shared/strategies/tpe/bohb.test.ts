import { expect, it } from 'vitest';
import { candidateId } from '../../../../shared/candidate.ts';
import { createRandom } from '../../../../shared/random.ts';
import type { SearchSpace } from '../../../../shared/search-space.ts';
import { parseSpec } from '../../../../shared/spec.ts';
import { hyperband } from '../../../../shared/stopping/hyperband.ts';
import { randomSearch } from '../../../../shared/strategies/random.ts';
import type { Strategy } from '../../../../shared/strategies/strategy.ts';
import { bohb } from '../../../../shared/strategies/tpe/bohb.ts';
import type { Observation } from '../../../../shared/trial.ts';
import { contextOf, describeStrategy, observe } from '../describe-strategy.ts';
import { bowl, bowlSpace } from './bowl.ts';

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

/** The best after the full 90 epochs, of so many candidates in Hyperband's brackets; fewer epochs show it less well. */
function bestInBrackets(strategy: Strategy, { trials, seed }: { trials: number; seed: number }): number {
  const rule = hyperband();
  const history: Observation[] = [];
  for (let round = 0, begun = 0; ; round++) {
    const random = createRandom(`${seed}/${round}`);
    const remaining = trials - begun;
    const context = contextOf({ space: bowlSpace, history: [...history], maximise: false, epochs: 90, random });
    const standing = { ...context, remaining };
    const count = Math.min(remaining, rule.wholeBrackets?.(standing, 17) ?? 0);
    const { promote, stop } = rule.decide(standing);
    const begin = strategy({ ...standing, count });
    const budgets = rule.firstBudgets?.(standing, count) ?? [];
    if (promote.length + begin.length === 0) break;
    for (const { candidate } of stop)
      history.push(observe(candidate, { state: 'stopped', epochs: 1, score: undefined }));
    const work = [...promote, ...begin.map(({ candidate }, at) => ({ candidate, epochs: budgets[at] ?? 90 }))];
    begun += begin.length;
    for (const { candidate, epochs } of work) {
      const veil = (0.5 * createRandom(`${candidateId(candidate)}/${epochs}`).normal()) / Math.sqrt(epochs);
      history.push(observe(candidate, { round, epochs, score: bowl(candidate) + (epochs < 90 ? 0.3 + veil : 0) }));
    }
  }
  return Math.min(...history.map(({ epochs, score = Infinity }) => (epochs === 90 ? score : Infinity)));
}

it.each([1, 2, 3])('comes nearer the bottom than random draws in the same brackets: seed %i', (seed) => {
  expect(bestInBrackets(bohb, { trials: 170, seed })).toBeLessThan(0.02);
  expect(bestInBrackets(randomSearch, { trials: 170, seed })).toBeGreaterThan(0.03);
});
