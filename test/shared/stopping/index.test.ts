import { expect, it } from 'vitest';
import { parseSpec, stoppingNameSchema } from '../../../shared/spec.ts';
import { stoppingRuleOf, stoppingRules } from '../../../shared/stopping/index.ts';

it('has every rule that a spec can name, with the spec’s options', () => {
  expect(Object.keys(stoppingRules).sort()).toEqual([...stoppingNameSchema.options].sort());
  const { stopping } = parseSpec({ dataset: 'a.csv', stopping: { rule: 'halving', factor: 2, minEpochs: 25 } });
  expect(stoppingRuleOf(stopping).rungs(100)).toEqual([25, 50, 100]);
  expect(stoppingRuleOf(parseSpec({ dataset: 'a.csv' }).stopping).rungs(100)).toEqual([100]);
});
