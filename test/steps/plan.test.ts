import { describe, expect, it } from 'vitest';
import { readJson } from '../../shared/artifact-store.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { writeHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { plan, planRound } from '../../shared/steps/plan.ts';
import { planSchema } from '../../shared/steps/plan-file.ts';
import { readPreparedSearch } from '../../shared/steps/settings.ts';
import type { Observation } from '../../shared/trial.ts';
import { prepareInMemory, searchId, testContext } from './run-in-memory.ts';

async function prepared(input: Partial<SpecInput> = {}, now = () => 0) {
  const context = testContext({ now });
  await prepareInMemory(input, context);
  return { context, search: await readPreparedSearch(context.store, searchId) };
}

/** The first round's candidates, all completed; the score falls with the order. */
const observationsOf = (planned: ReturnType<typeof planRound>): Observation[] =>
  [...new Map(planned.trials.map((trial) => [trial.candidateId, trial])).values()].map(
    ({ id, candidateId, candidate, budget: { epochs } }, index) => ({
      candidateId,
      candidate,
      epochs,
      round: planned.round,
      state: 'completed',
      score: 1 - index / 100,
      loss: index,
      trials: [id],
    }),
  );

describe('planRound', () => {
  it('has a trial a candidate and fold, each in one pack of its fold', async () => {
    const { search } = await prepared({ validation: { folds: 3 } });
    const { trials, packs } = planRound(search, [], 0);
    expect(trials).toHaveLength(60);
    expect(new Set(trials.map(({ id }) => id)).size).toBe(60);
    expect(packs.flatMap((pack) => pack.trials).sort()).toEqual(trials.map(({ id }) => id).sort());
    const foldOf = new Map(trials.map(({ id, fold }) => [id, fold]));
    for (const pack of packs) expect(new Set(pack.trials.map((id) => foldOf.get(id)))).toEqual(new Set([pack.fold]));
  });

  it('is the same for the same history, and another in another round or with another seed', async () => {
    const { search } = await prepared();
    expect(planRound(search, [], 0)).toEqual(planRound(search, [], 0));
    const candidatesOf = (planned: ReturnType<typeof planRound>) =>
      planned.trials.map(({ candidateId }) => candidateId);
    expect(candidatesOf(planRound(search, [], 1))).not.toEqual(candidatesOf(planRound(search, [], 0)));
    const other = { ...search, settings: { ...search.settings, seed: 7 } };
    expect(candidatesOf(planRound(other, [], 0))).not.toEqual(candidatesOf(planRound(search, [], 0)));
  });

  it('proposes by rounds up to the limit of trials, none twice', async () => {
    const { search } = await prepared({ budget: { trials: 20, roundTrials: 8 } });
    let history: Observation[] = [];
    const counts: number[] = [];
    for (let round = 0; round < 4; round++) {
      const planned = planRound(search, history, round);
      counts.push(planned.trials.length);
      history = [...history, ...observationsOf(planned)];
    }
    expect(counts).toEqual([8, 8, 4, 0]);
    expect(new Set(history.map(({ candidateId }) => candidateId)).size).toBe(20);
  });

  it('lets candidates go on from their checkpoints, and says which are stopped', async () => {
    const { search } = await prepared({ stopping: { rule: 'halving' }, budget: { trials: 9, epochs: 9 } });
    const first = planRound(search, [], 0);
    const history = observationsOf(first);
    const second = planRound(search, history, 1);
    expect(second.trials.map(({ goesOnFrom, budget, candidateId }) => ({ goesOnFrom, budget, candidateId }))).toEqual(
      history.slice(0, 3).map(({ candidateId, trials: [trialId] }) => ({
        goesOnFrom: { trialId, epochs: 1 },
        budget: { epochs: 3 },
        candidateId,
      })),
    );
    expect(second.stopped.map(({ candidateId }) => candidateId)).toEqual(
      history.slice(3).map(({ candidateId }) => candidateId),
    );
    expect(second.stopped[0]).toMatchObject({ epochs: 1, reason: expect.stringContaining('rank 4 of 9') as string });
  });

  it.each<[string, Partial<SpecInput>, number]>([
    ['random', { budget: { trials: 5000 } }, 1000],
    ['random with patience', { budget: { trials: 5000, patience: 3 } }, 100],
    ['random with a target', { budget: { trials: 5000, targetScore: 1 } }, 100],
    ['random in a bracket', { budget: { trials: 5000 }, stopping: { rule: 'halving' } }, 5000],
    ['as it is told', { budget: { trials: 5000, roundTrials: 7 }, stopping: { rule: 'halving' } }, 7],
  ])('has rounds of a fitting size: %s', async (_name, input, trials) => {
    const { search } = await prepared(input);
    expect(planRound(search, [], 0).trials).toHaveLength(trials);
  });
});

describe('plan', () => {
  it('keeps the plan that is there', async () => {
    const { context } = await prepared();
    const first = await plan({ searchId, round: 0 }, context);
    expect(first).toMatchObject({ round: 0, done: false });
    const key = searchKeys(searchId).plan(0);
    const written = planSchema.parse(await readJson(context.store, key));
    const kept = {
      ...written,
      packs: written.packs.slice(0, 1).map((pack) => ({ ...pack, trials: pack.trials.slice(0, 1) })),
    };
    await context.store.write(key, JSON.stringify(kept));
    expect(await plan({ searchId, round: 0 }, context)).toMatchObject({ packs: 1 });
  });

  it('ends by the clock, and stays ended', async () => {
    let now = 0;
    const { context } = await prepared({ budget: { trials: 20, seconds: 5, roundTrials: 5 } }, () => now);
    const { search } = await prepared();
    await writeHistory(context.store, searchId, observationsOf(planRound(search, [], 0)));
    now = 5000;
    const because = 'the time limit of 5 s was reached';
    expect(await plan({ searchId, round: 1 }, context)).toMatchObject({ packs: 0, done: true, because });
    now = 0;
    expect(await plan({ searchId, round: 1 }, context)).toMatchObject({ done: true, because });
  });

  it('refuses what is not prepared, and a round after one that is not collected', async () => {
    await expect(plan({ searchId, round: 0 }, testContext())).rejects.toMatchObject({ name: 'ArtifactMissing' });
    const { context } = await prepared();
    await expect(plan({ searchId, round: 1 }, context)).rejects.toMatchObject({
      name: 'ArtifactMissing',
      message: expect.stringContaining('round 0 is not collected') as string,
    });
  });
});
