import { expect, it } from 'vitest';
import { strategyNameSchema } from '../../../shared/spec.ts';
import { strategies } from '../../../shared/strategies/index.ts';

it('has every strategy that a spec can name', () => {
  expect(Object.keys(strategies).sort()).toEqual([...strategyNameSchema.options].sort());
});
