import { describe, expect, it } from 'vitest';
import { observe, observeRound } from '../../shared/steps/observe.ts';
import type { Plan } from '../../shared/steps/plan-file.ts';
import { observationSchema, type Trial } from '../../shared/trial.ts';

const identityOf = (id: string, candidateId: string, fold: number) => ({
  id,
  candidateId,
  candidate: { name: candidateId },
  budget: { epochs: 9 },
  fold,
  seed: 1,
});
const completed = (id: string, candidateId: string, fold: number, score: number): Trial => ({
  ...identityOf(id, candidateId, fold),
  state: 'completed',
  score,
  loss: 1 - score,
  metrics: {},
  bestEpoch: fold + 1,
  epochs: 9,
  parameters: 7,
  curve: { trainingLoss: [], validationLoss: [], validationScore: [] },
});

describe('observe', () => {
  it('has mean, sample deviation and rounded best epoch over the folds', () => {
    const observation = observe([completed('x', 'a', 0, 0.4), completed('y', 'a', 1, 0.8)], 3);
    expect(observationSchema.parse(observation)).toMatchObject({
      round: 3,
      bestEpoch: 2,
      trials: ['x', 'y'],
      parameters: 7,
    });
    expect(observation.score).toBeCloseTo(0.6);
    expect(observation.deviation).toBeCloseTo(Math.SQRT2 * 0.2);
    expect(observe([completed('x', 'a', 0, 0.4)], 0)).not.toHaveProperty('deviation', expect.anything());
  });

  it('has no score when a fold failed or was stopped; a failure says more', () => {
    const failed: Trial = { ...identityOf('y', 'a', 1), state: 'failed', reason: 'timeout', message: '' };
    const stopped: Trial = { ...identityOf('z', 'a', 2), state: 'stopped', message: '' };
    const first = completed('x', 'a', 0, 0.4);
    expect(observe([first, stopped], 0)).toMatchObject({ state: 'stopped' });
    expect(observe([first, stopped, failed], 0)).toMatchObject({ state: 'failed', reason: 'timeout' });
    expect(observe([first, failed], 0).score).toBeUndefined();
  });
});

it('keeps the order of the plan, and tells what it stopped last', () => {
  const plan: Plan = {
    round: 2,
    stopped: [{ candidateId: 's', candidate: {}, epochs: 3, reason: 'slow', trials: [] }],
    trials: [identityOf('1', 'b', 0), identityOf('2', 'b', 1), identityOf('3', 'a', 0), identityOf('4', 'a', 1)],
    packs: [],
  };
  const results = new Map(
    [completed('4', 'a', 1, 1), completed('2', 'b', 1, 1), completed('3', 'a', 0, 1), completed('1', 'b', 0, 1)].map(
      (trial) => [trial.id, trial],
    ),
  );
  expect(observeRound(plan, results)).toMatchObject([
    { candidateId: 'b', trials: ['1', '2'] },
    { candidateId: 'a', trials: ['3', '4'] },
    { candidateId: 's', state: 'stopped', epochs: 3, round: 2, trials: [] },
  ]);
});

it('waits with a candidate that has no result on some fold yet', () => {
  const trials = [identityOf('1', 'b', 0), identityOf('2', 'b', 1), identityOf('3', 'a', 0), identityOf('4', 'a', 1)];
  const results = new Map(
    [completed('1', 'b', 0, 1), completed('3', 'a', 0, 1), completed('4', 'a', 1, 1)].map((one) => [one.id, one]),
  );
  const observations = observeRound({ round: 0, stopped: [], trials, packs: [] }, results);
  expect(observations.map(({ candidateId }) => candidateId)).toEqual(['a']);
});
