import { expect, it } from 'vitest';
import { endingOf } from '../../shared/steps/endings.ts';
import type { Settings } from '../../shared/steps/settings.ts';
import type { Observation } from '../../shared/trial.ts';
import { specOf } from './run-in-memory.ts';

const settingsOf = (budget: Partial<Settings['budget']>, metric: Settings['metric'] = 'accuracy'): Settings => {
  const spec = specOf();
  return {
    ...spec,
    target: 't',
    task: 'multiclass',
    metric,
    space: spec.space ?? {},
    budget: { ...spec.budget, ...budget },
  };
};
const early = { now: 0, deadline: Number.POSITIVE_INFINITY };
const scored = (score: number | undefined, round: number, index = 0): Observation => ({
  candidateId: `${round}-${index}`,
  candidate: {},
  epochs: 9,
  round,
  state: score === undefined ? 'failed' : 'completed',
  reason: score === undefined ? 'diverged' : undefined,
  score,
  trials: [],
});
const failures = (count: number) => Array.from({ length: count }, (_, index) => scored(undefined, 0, index));

it.each<[string, Partial<Settings['budget']>, Settings['metric'], Observation[], string | undefined]>([
  ['before anything is known', { targetScore: 0, patience: 1 }, 'accuracy', [], undefined],
  ['below the target', { targetScore: 0.9 }, 'accuracy', [scored(0.89, 0)], undefined],
  ['at the target', { targetScore: 0.9 }, 'accuracy', [scored(0.9, 0)], 'the target score of 0.9 was reached'],
  ['at the target of an error', { targetScore: 2 }, 'rmse', [scored(1.9, 0)], 'the target score of 2 was reached'],
  ['above the target of an error', { targetScore: 2 }, 'rmse', [scored(2.1, 0)], undefined],
  ['while it gets better', { patience: 1 }, 'accuracy', [scored(0.5, 0), scored(0.6, 1)], undefined],
  [
    'after a round that is as good',
    { patience: 1 },
    'accuracy',
    [scored(0.5, 0), scored(0.5, 1)],
    '1 round brought no better score',
  ],
  ['with patience left', { patience: 2 }, 'accuracy', [scored(0.5, 0), scored(0.4, 1)], undefined],
  [
    'out of patience',
    { patience: 2 },
    'accuracy',
    [scored(0.5, 0), scored(0.4, 1), scored(0.4, 2)],
    '2 rounds brought no better score',
  ],
  ['after 19 failures', {}, 'accuracy', failures(19), undefined],
  ['after 20 failures', {}, 'accuracy', failures(20), 'the first 20 candidates all failed (diverged)'],
  ['after 20 failures and a score', {}, 'accuracy', [...failures(20), scored(0.1, 0, 20)], undefined],
])('ends rightly %s', (_when, budget, metric, history, because) => {
  expect(endingOf(settingsOf(budget, metric), history, early)).toBe(because);
});

it('has no patience for what breaks a constraint, however good', () => {
  const settings = { ...settingsOf({ patience: 1 }), constraints: ['bytes <= 100'] };
  const sized = (score: number, round: number, bytes: number) => ({ ...scored(score, round), costs: { bytes } });
  const history = [sized(0.5, 0, 90), sized(0.9, 1, 200)];
  expect(endingOf(settings, history, early)).toBe('1 round brought no better score');
  expect(endingOf(settings, [...history.slice(0, 1), sized(0.9, 1, 100)], early)).toBeUndefined();
});

it('ends at the time limit, once something is known', () => {
  const settings = settingsOf({ seconds: 5 });
  expect(endingOf(settings, [scored(0.5, 0)], { now: 4999, deadline: 5000 })).toBeUndefined();
  expect(endingOf(settings, [scored(0.5, 0)], { now: 5000, deadline: 5000 })).toBe('the time limit of 5 s was reached');
  expect(endingOf(settings, [], { now: 5000, deadline: 5000 })).toBeUndefined();
});

it('ends where it was stopped, whatever is known', () => {
  expect(endingOf(settingsOf({ targetScore: 1 }), [], { ...early, stopped: true })).toBe('it was stopped');
  expect(endingOf(settingsOf({ patience: 1 }), [scored(0.5, 0), scored(0.5, 1)], { ...early, stopped: true })).toBe(
    'it was stopped',
  );
});
