import { describe, expect, it } from 'vitest';
import type { SpecInput } from '../../shared/spec.ts';
import { addCandidates } from '../../shared/steps/added.ts';
import { collect } from '../../shared/steps/collect.ts';
import { reopen } from '../../shared/steps/go-on.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { plan } from '../../shared/steps/plan.ts';
import { planSchema } from '../../shared/steps/plan-file.ts';
import { publish } from '../../shared/steps/publish.ts';
import { type Limits, raiseLimits } from '../../shared/steps/raise-limit.ts';
import { readArtifact } from '../../shared/steps/read-artifact.ts';
import { firstOpenRound } from '../../shared/steps/rounds.ts';
import { train } from '../../shared/steps/train.ts';
import { contextIn } from './earlier-searches.ts';
import { fakeTrainer } from './fake-trainer.ts';
import { prepareInMemory, runInMemory, searchId, type TestContext, testContext, textAt } from './run-in-memory.ts';

const keys = searchKeys(searchId);

async function goOn(context: TestContext): Promise<Awaited<ReturnType<typeof publish>>> {
  await reopen(context.store, searchId, { idle: true });
  for (let round = await firstOpenRound(context.store, searchId); ; round++) {
    const { packs, done } = await plan({ searchId, round }, context);
    for (let pack = 0; pack < packs; pack++) await train({ searchId, round, pack }, context);
    await collect({ searchId, round }, context);
    if (done) return publish({ searchId, round }, context);
  }
}

async function extended(input: Partial<SpecInput>, limits: Limits): Promise<TestContext> {
  const context = contextIn();
  await runInMemory(input, context);
  await raiseLimits(context.store, searchId, limits, 0);
  await goOn(context);
  return context;
}

const inRounds = (trials: number, roundTrials = 5): Partial<SpecInput> => ({
  budget: { trials, epochs: 9, roundTrials },
});

describe('a search that is extended', () => {
  it.each<[string, Partial<SpecInput>]>([
    ['random', {}],
    ['folds', { validation: { folds: 2 } }],
    [
      'grid',
      {
        strategy: 'grid',
        space: { width: { type: 'integer', low: 1, high: 60 }, rate: { type: 'constant', value: 1 } },
      },
    ],
  ])('comes to what one of so many trials would have come to, by whole rounds: %s', async (_name, more) => {
    const context = await extended({ ...more, ...inRounds(10) }, { trials: 25 });
    const undisturbed = contextIn();
    await runInMemory({ ...more, ...inRounds(25) }, undisturbed);
    expect(await textAt(context.store, keys.leaderboard)).toBe(await textAt(undisturbed.store, keys.leaderboard));
    expect(await readHistory(context.store, searchId)).toEqual(await readHistory(undisturbed.store, searchId));
  });

  it('keeps what it did where its rounds are others, and tries as many', async () => {
    const context = testContext();
    await runInMemory({ budget: { trials: 10, epochs: 9 } }, context);
    const before = await readHistory(context.store, searchId);
    await raiseLimits(context.store, searchId, { trials: 25 }, 0);
    const verdict = await goOn(context);
    const after = await readHistory(context.store, searchId);
    expect(after.slice(0, 10)).toEqual(before);
    expect(new Set(after.map(({ candidateId }) => candidateId)).size).toBe(25);
    expect(verdict.endedBecause).toBe('all 25 trials are done');
  });

  it('goes past a target, and past patience', async () => {
    const target = { budget: { trials: 30, epochs: 9, roundTrials: 5, targetScore: 0.05 } };
    const reached = testContext();
    expect((await runInMemory(target, reached)).endedBecause).toBe('the target score of 0.05 was reached');
    await raiseLimits(reached.store, searchId, { targetScore: 0.99 }, 0);
    expect((await goOn(reached)).endedBecause).toBe('all 30 trials are done');
    const patient = testContext();
    const patience = { budget: { trials: 60, epochs: 9, roundTrials: 2, patience: 2 } };
    expect((await runInMemory(patience, patient)).endedBecause).toMatch(/2 rounds brought no better score/);
    await raiseLimits(patient.store, searchId, { patience: 'none' }, 0);
    expect((await goOn(patient)).endedBecause).toBe('all 60 trials are done');
  });

  it('trains what its limit of time left out, and comes to what it would have without', async () => {
    let now = 0;
    const slow = fakeTrainer({ beforePack: () => void (now += 2000) });
    const input = { ...inRounds(15), validation: { folds: 2 } };
    const timed = { ...input, budget: { ...input.budget, seconds: 5 } };
    const context = testContext({ trainer: slow, now: () => now });
    expect((await runInMemory(timed, context)).endedBecause).toBe('the time limit of 5 s was reached');
    const before = await readHistory(context.store, searchId);
    expect(before.filter(({ state }) => state === 'completed').length).toBeLessThan(15);
    now += 1_000_000;
    await raiseLimits(context.store, searchId, { seconds: 1000 }, now);
    expect((await goOn(context)).endedBecause).toBe('all 15 trials are done');
    const undisturbed = testContext();
    await runInMemory(input, undisturbed);
    expect(await textAt(context.store, keys.leaderboard)).toBe(await textAt(undisturbed.store, keys.leaderboard));
  });

  it('has its seconds above the old limit from now on', async () => {
    let now = 0;
    const context = testContext({ now: () => now });
    await runInMemory({ ...inRounds(10), budget: { ...inRounds(10).budget, seconds: 60 } }, context);
    now = 10_000_000;
    await raiseLimits(context.store, searchId, { trials: 20, seconds: 90 }, now);
    now += 29_999;
    expect((await goOn(context)).endedBecause).toBe('all 20 trials are done');
    await raiseLimits(context.store, searchId, { trials: 30 }, now);
    now += 1;
    expect((await goOn(context)).endedBecause).toBe('the time limit of 90 s was reached');
  });

  it.each<[Limits]>([[{ trials: 20 }], [{ trials: 5 }], [{ targetScore: 0.9 }], [{ trials: 30, targetScore: 0.4 }]])(
    'refuses what raises nothing, and changes nothing: %j',
    async (limits) => {
      const context = testContext();
      await prepareInMemory({ budget: { trials: 20, epochs: 9, targetScore: 0.9 } }, context);
      const before = await textAt(context.store, keys.settings);
      await expect(raiseLimits(context.store, searchId, limits, 0)).rejects.toMatchObject({ name: 'InvalidSpec' });
      expect(await textAt(context.store, keys.settings)).toBe(before);
    },
  );

  it('takes a lower target of what is minimised', async () => {
    const context = testContext();
    const budget = { trials: 20, epochs: 9, targetScore: 0.5 };
    await prepareInMemory({ task: 'regression', metric: 'mae', budget }, context);
    await expect(raiseLimits(context.store, searchId, { targetScore: 0.6 }, 0)).rejects.toMatchObject({
      wayOut: 'Give less than 0.5',
    });
    await raiseLimits(context.store, searchId, { targetScore: 0.4 }, 0);
  });
});

describe('a candidate added by hand', () => {
  const [one, other] = [
    { width: 65, learningRate: 0.01 },
    { width: 66, learningRate: 0.01 },
  ];

  it('is tried first in the next round, above the limit of trials', async () => {
    const context = testContext();
    await prepareInMemory(inRounds(10), context);
    await addCandidates(context.store, searchId, [one, other]);
    await goOn(context);
    const first = await readArtifact(context.store, keys.plan(0), planSchema);
    expect(first.trials.slice(0, 2).map(({ candidate, origin }) => ({ candidate, origin }))).toEqual(
      [one, other].map((candidate) => ({ candidate, origin: { strategy: 'spec', why: 'added by hand' } })),
    );
    expect(await readHistory(context.store, searchId)).toHaveLength(12);
  });

  it('is all that a finished search goes on for, whatever it had ended for', async () => {
    for (const budget of [inRounds(10).budget, { ...inRounds(10).budget, targetScore: 0.01 }]) {
      const context = testContext();
      await runInMemory({ ...inRounds(10), budget }, context);
      const before = await readHistory(context.store, searchId);
      await addCandidates(context.store, searchId, [one]);
      await goOn(context);
      const after = await readHistory(context.store, searchId);
      expect(after.slice(0, -1)).toEqual(before);
      expect(after.at(-1)).toMatchObject({ candidate: one, state: 'completed' });
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', 3, /no candidate/],
    ['no network', { depth: -1 }, /depth/],
    ['no parameter', { deep: 1 }, /No network has a parameter "deep"/],
  ])('is refused where it is %s', async (_what, candidate, message) => {
    const context = testContext();
    await prepareInMemory({}, context);
    await expect(addCandidates(context.store, searchId, [candidate])).rejects.toThrow(message);
    expect(await context.store.list(keys.addedFolder)).toEqual([]);
  });

  it('is refused where the search has it', async () => {
    const context = testContext();
    await runInMemory({}, context);
    const [tried] = await readHistory(context.store, searchId);
    await expect(addCandidates(context.store, searchId, [tried?.candidate])).rejects.toThrow(/has the candidate/);
    await expect(addCandidates(context.store, searchId, [one, one])).rejects.toThrow(/has the candidate/);
    await addCandidates(context.store, searchId, [one]);
    await expect(addCandidates(context.store, searchId, [one])).rejects.toThrow(/has the candidate/);
  });
});
