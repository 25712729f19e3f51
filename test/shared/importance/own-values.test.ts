import { expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { ownValues } from '../../../shared/importance/own-values.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { observed } from '../why/history.ts';

const space: SearchSpace = {
  rate: { type: 'logUniform', low: 1e-4, high: 1 },
  width: { type: 'ordinal', values: [8, 16, 32] },
};

const made = (id: string, candidate: Candidate, parent?: string) =>
  observed(id, { candidate, origin: { strategy: 'greedy', parent } });

it('leaves out what a candidate took over', () => {
  const history = [
    made('a', { rate: 0.01, width: 8 }),
    made('b', { rate: 0.01, width: 16 }, 'a'),
    made('c', { rate: 0.02, width: 16 }, 'b'),
    // Larger budgets of the same candidate change nothing.
    made('a', { rate: 0.01, width: 8 }),
    // Its parent is none that is known: a number that was there before was still taken over, a width may have been chosen again.
    made('d', { rate: 0.01, width: 16 }, 'gone'),
  ];
  expect(Object.fromEntries(ownValues(space, history))).toEqual({
    a: { rate: 0.01, width: 8 },
    b: { width: 16 },
    c: { rate: 0.02 },
    d: { width: 16 },
  });
});
