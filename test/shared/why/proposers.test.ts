import { expect, it } from 'vitest';
import { proposersOf } from '../../../shared/why/proposers.ts';
import { observed } from './history.ts';

const share = (hits: number) => ({ count: 5, of: 20, hits, made: 9 });
const history = [
  observed('a', { score: 0.7, origin: { strategy: 'gp', share: share(1) } }),
  observed('e', { score: 0.1, origin: { strategy: 'gp', share: share(2) } }),
  observed('b', { score: 0.9, origin: { strategy: 'evolution', parent: 'a' } }),
  observed('c', { score: 0.8, origin: { strategy: 'evolution' } }),
  observed('d', { state: 'failed', reason: 'diverged', origin: { strategy: 'evolution', parent: 'b' } }),
  // A larger budget: no proposal, and no origin.
  observed('a', { score: 0.75, epochs: 20 }),
];
const rows = [
  { candidateId: 'a', score: 0.75 },
  { candidateId: 'b', score: 0.9 },
  { candidateId: 'c', score: 0.8 },
];

it('counts what each strategy proposed, and what came of it', () => {
  expect(proposersOf(history, { rows, maximise: true })).toEqual([
    { strategy: 'evolution', candidates: 3, fromOthers: 2, best: 0.9, inFirstTen: 2 },
    { strategy: 'gp', candidates: 2, fromOthers: 0, best: 0.75, inFirstTen: 1, share: share(2) },
  ]);
  expect(proposersOf(history, { rows, maximise: false })[0]?.best).toBe(0.8);
});

it('looks at the first ten only', () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ candidateId: `${index}`, score: 1 - index / 100 }));
  const drawn = many.map(({ candidateId, score }, index) =>
    observed(candidateId, { score, origin: { strategy: index < 7 ? 'gp' : 'random' } }),
  );
  const found = proposersOf(drawn, { rows: many, maximise: true });
  expect(found.map(({ strategy, candidates, inFirstTen }) => [strategy, candidates, inFirstTen])).toEqual([
    ['random', 23, 3],
    ['gp', 7, 7],
  ]);
});
