import { expect, it } from 'vitest';
import { candidateId } from '../../../shared/candidate.ts';
import { defaultSpace } from '../../../shared/default-space.ts';
import type { SearchSpace } from '../../../shared/search-space.ts';
import { randomSearch } from '../../../shared/strategies/random.ts';
import { contextOf, describeStrategy } from './describe-strategy.ts';

describeStrategy('random', randomSearch);

const propose = (space: SearchSpace, count: number) =>
  randomSearch(contextOf({ space, count })).map(({ candidate }) => candidate);

it('draws a thousand distinct candidates of the default space', () => {
  const candidates = propose(defaultSpace({ task: 'binary', rows: 500, input: [10], outputs: 2 }), 1000);
  expect(new Set(candidates.map(candidateId)).size).toBe(1000);
});

it('reaches the rare corners of a lopsided space', () => {
  // One draw in a thousand leaves n at 0; then a alone has 2 values.
  const lopsided: SearchSpace = {
    n: { type: 'integer', low: 0, high: 999 },
    a: { type: 'choice', options: [1, 2], when: { n: [0] } },
  };
  expect(propose(lopsided, 2000)).toHaveLength(1001);
});

it('ends in an unbounded space as large as can be', () => {
  const huge: SearchSpace = {
    a: { type: 'integer', low: 0, high: 2 ** 50 },
    b: { type: 'integer', low: 0, high: 2 ** 50 },
  };
  expect(propose(huge, 50)).toHaveLength(50);
});
