import { expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { importanceOf, type RankedCandidate } from '../../../shared/importance/importance.ts';
import { divergence, parameterCells } from '../../../shared/importance/ped-anova.ts';
import { createRandom } from '../../../shared/random.ts';
import { type SearchSpace, sampleCandidate } from '../../../shared/search-space.ts';

const space: SearchSpace = {
  rate: { type: 'logUniform', low: 1e-4, high: 1e-1 },
  optimizer: { type: 'choice', options: ['adam', 'sgd', 'momentum'] },
  momentum: { type: 'uniform', low: 0.8, high: 0.99, when: { optimizer: ['momentum'] } },
  width: { type: 'ordinal', values: [8, 16, 32, 64] },
};

function ranked(count: number, score: (candidate: Candidate) => number, of = space): Candidate[] {
  const random = createRandom('importance');
  return Array.from({ length: count }, () => sampleCandidate(of, random)).sort(
    (left, right) => score(right) - score(left),
  );
}

const entries = (candidates: readonly Candidate[]): RankedCandidate[] => candidates.map((candidate) => ({ candidate }));

const shares = (candidates: readonly Candidate[], of = space): Record<string, number> =>
  Object.fromEntries(
    importanceOf(of, entries(candidates), createRandom('draws'))?.parameters.map(({ name, share }) => [name, share]) ??
      [],
  );

const nearRate = ({ rate }: Candidate): number => -Math.abs(Math.log10(Number(rate)) + 2.5);

it.each([40, 200])('gives all to the one that decides, nothing to those that do not, of %i', (count) => {
  expect(shares(ranked(count, nearRate))).toEqual({ rate: 1, optimizer: 0, momentum: 0, width: 0 });
});

it('gives like shares to two that decide alike', () => {
  const square: SearchSpace = {
    one: { type: 'uniform', low: 0, high: 1 },
    two: { type: 'uniform', low: 0, high: 1 },
    none: { type: 'uniform', low: 0, high: 1 },
  };
  const given = shares(
    ranked(2000, ({ one, two }) => -Math.max(Math.abs(Number(one) - 0.5), Math.abs(Number(two) - 0.5)), square),
    square,
  );
  expect(given.one).toBeCloseTo(0.5, 1);
  expect(given.two).toBeCloseTo(0.5, 1);
  expect(given.none).toBe(0);
});

it('finds nothing where the order is chance', () => {
  expect(shares(ranked(100, () => 0))).toEqual({ rate: 0, optimizer: 0, momentum: 0, width: 0 });
});

it('judges a conditional parameter where it exists', () => {
  const candidates = ranked(300, ({ momentum }) => Number(momentum ?? 0.8));
  const found = importanceOf(space, entries(candidates), createRandom('draws'));
  const momentum = found?.parameters.find(({ name }) => name === 'momentum');
  const having = candidates.filter((candidate) => candidate.momentum !== undefined);
  expect(momentum).toMatchObject({ present: having.length, presentInBest: 30 });
  // That it exists is the optimizer's doing, its value its own.
  expect(momentum?.share).toBeGreaterThan(0.5);
  expect(shares(candidates).optimizer).toBeGreaterThan(0.02);
  expect(shares(candidates).rate).toBe(0);
});

it('says what the best have in common', () => {
  const candidates = ranked(100, ({ rate, optimizer }) => (optimizer === 'sgd' ? 1 : 0) + Number(rate));
  const found = importanceOf(space, entries(candidates), createRandom('draws'));
  const named = new Map(found?.parameters.map((parameter) => [parameter.name, parameter]));
  expect(found).toMatchObject({ candidates: 100, best: 10 });
  expect(named.get('optimizer')?.commonest).toEqual({ value: 'sgd', inBest: 10 });
  const rates = candidates.map(({ rate }) => Number(rate));
  const best = rates.slice(0, 10).sort((left, right) => left - right);
  expect(named.get('rate')?.usual).toEqual({ low: best[2], high: best[7] });
  expect(named.get('rate')?.tried).toEqual({ low: Math.min(...rates), high: Math.max(...rates) });
});

it('says nothing of few candidates, and the same every time', () => {
  expect(importanceOf(space, entries(ranked(24, nearRate)), createRandom('draws'))).toBeUndefined();
  const again = [1, 2].map(() => importanceOf(space, entries(ranked(25, nearRate)), createRandom('draws')));
  expect(again[0]).toBeDefined();
  expect(again[0]).toEqual(again[1]);
});

it('has at most thirty parameters', () => {
  const wide: SearchSpace = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`width.${index + 1}`, { type: 'uniform', low: 0, high: 1 }]),
  );
  const found = importanceOf(
    wide,
    entries(ranked(50, (candidate) => Number(candidate['width.40']), wide)),
    createRandom('draws'),
  );
  expect(found?.parameters).toHaveLength(30);
  expect(found?.parameters[0]?.name).toBe('width.40');
});

it('comes near to the variance that a parameter explains', () => {
  // The best tenth are an interval of one parameter: its densities are 10 and 0 there and elsewhere, over 1.
  const line: SearchSpace = { place: { type: 'uniform', low: 0, high: 1 } };
  const places = Array.from({ length: 5000 }, (_, index) => ({ place: (index + 0.5) / 5000 }));
  const candidates = places.sort((left, right) => Math.abs(left.place - 0.5) - Math.abs(right.place - 0.5));
  const [cells] = parameterCells(line, candidates, 500);
  const exact = 0.1 * (10 - 1) ** 2 + 0.9 * (0 - 1) ** 2;
  expect(cells && divergence(cells) / exact).toBeCloseTo(1, 0);
  expect(cells && divergence(cells) / exact).toBeGreaterThan(0.8);
});

it('counts equal scores among the best, and tells nothing where all are equal', () => {
  const scored = ranked(60, nearRate).map((candidate, index) => ({
    candidate,
    score: index < 25 ? 1 : 0.9,
    epochs: 50,
  }));
  expect(importanceOf(space, scored, createRandom('draws'))?.best).toBe(25);
  const longer = scored.map((entry, index) => ({ ...entry, epochs: index < 12 ? 50 : 20 }));
  expect(importanceOf(space, longer, createRandom('draws'))?.best).toBe(12);
  expect(importanceOf(space, scored.slice(0, 25), createRandom('draws'))).toBeUndefined();
});

it('counts a candidate for the values that were chosen for it', () => {
  const candidates = ranked(60, nearRate);
  // As of children of one candidate: nothing was chosen but the width.
  const heirs = candidates.map((candidate, index) => (index < 20 ? { candidate, own: { width: 8 } } : { candidate }));
  const found = importanceOf(space, heirs, createRandom('draws'));
  expect(found?.parameters.find(({ name }) => name === 'rate')).toMatchObject({ share: 0, present: 60 });
});
