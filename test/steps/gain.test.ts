import { expect, it } from 'vitest';
import { readJson } from '../../shared/artifact-store.ts';
import { endingByGain, gainOfMore } from '../../shared/steps/gain.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { planSchema } from '../../shared/steps/plan-file.ts';
import { readPreparedSearch } from '../../shared/steps/settings.ts';
import type { Observation } from '../../shared/trial.ts';
import { runInMemory, searchId, testContext } from './run-in-memory.ts';

const budget = { trials: 60, epochs: 9, roundTrials: 20 };

it('ends where twenty more are expected to gain too little, once what has begun is done', async () => {
  const context = testContext();
  const verdict = await runInMemory(
    { stopping: { rule: 'halving' }, budget: { ...budget, minimumGain: 0.9 } },
    context,
  );
  expect(verdict.endedBecause).toMatch(/^20 more candidates are expected to gain 0\.\d+ at most, less than 0\.9$/);
  const history = await readHistory(context.store, searchId);
  expect(new Set(history.map(({ candidateId }) => candidateId)).size).toBe(20);
  // Those of the first round were judged and went on.
  expect(Math.max(...history.map(({ epochs }) => epochs))).toBe(9);
  const second = planSchema.parse(await readJson(context.store, searchKeys(searchId).plan(1)));
  expect(second.trials.every(({ goesOnFrom }) => goesOnFrom !== undefined)).toBe(true);
});

it('goes on where more may be gained, and tells in the verdict what was left', async () => {
  const verdict = await runInMemory({ budget: { ...budget, minimumGain: 1e-9 } }, testContext());
  expect(verdict.endedBecause).toBe('all 60 trials are done');
  expect(verdict.expectedGain).toBeGreaterThan(0);
});

it('expects less the flatter the scores, in their unit, and nothing beyond the perfect', async () => {
  const context = testContext();
  await runInMemory({ budget }, context);
  const search = await readPreparedSearch(context.store, searchId);
  const history = await readHistory(context.store, searchId);
  const scaled = (map: (score: number) => number): Observation[] =>
    history.map((one) => (one.score === undefined ? one : { ...one, score: map(one.score) }));
  const gain =
    gainOfMore(
      search,
      scaled((score) => score / 4),
    ) ?? Number.NaN;
  expect(
    gainOfMore(
      search,
      scaled((score) => score / 40),
    ),
  ).toBeCloseTo(gain / 10, 6);
  expect(
    gainOfMore(
      search,
      scaled((score) => (score > 0.4 ? 1 : score)),
    ),
  ).toBe(0);
  expect(gainOfMore(search, history.slice(0, 2))).toBeUndefined();
  expect(endingByGain(search, history)).toBeUndefined();
});
