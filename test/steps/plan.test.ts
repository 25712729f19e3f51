import { describe, expect, it } from 'vitest';
import { type ArtifactStore, readJson, writeJson } from '../../shared/artifact-store.ts';
import { defaultDeployment } from '../../shared/compute.ts';
import { dollarsOfCall } from '../../shared/money/call.ts';
import { reserve } from '../../shared/money/workflow.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { packsFileSchema } from '../../shared/steps/packs-file.ts';
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

/** What collect writes of round 0. */
const observed = (store: ArtifactStore, observations: readonly Observation[]) =>
  store.write(searchKeys(searchId).observations(0), observations.map((one) => `${JSON.stringify(one)}\n`).join(''));

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

  it('counts relaxations as the trials that they cost, and says so', async () => {
    const { search } = await prepared();
    const candidates = observationsOf(planRound(search, [], 0)).slice(0, 15);
    const [any] = candidates;
    if (any === undefined) throw new Error('nothing was planned');
    const relax = { kind: 'parameters', ranges: {}, trials: 5 } as const;
    const relaxed: Observation = { ...any, candidateId: 'relaxed', score: undefined, relax };
    expect(planRound(search, [...candidates, relaxed], 1)).toMatchObject({
      trials: [],
      because: 'all 20 trials are done: 15 candidates, and relaxations that count as 5',
    });
    expect(planRound(search, candidates, 1).trials).toHaveLength(5);
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
    ['random with patience, of more rounds than a workflow holds', { budget: { trials: 60_000, patience: 3 } }, 120],
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
    await observed(context.store, observationsOf(planRound(search, [], 0)));
    now = 5000;
    const because = 'the time limit of 5 s was reached';
    expect(await plan({ searchId, round: 1 }, context)).toMatchObject({ packs: 0, done: true, because });
    now = 0;
    expect(await plan({ searchId, round: 1 }, context)).toMatchObject({ done: true, because });
  });

  it('makes packs short where time is limited: those in flight at its end are all that is waited for', async () => {
    const packsWithin = async (seconds?: number) => {
      const { search } = await prepared({ budget: { trials: 200, epochs: 200, ...(seconds && { seconds }) } });
      return planRound(search, [], 0).packs.map((pack) => ({ seconds: pack.seconds ?? 0, trials: pack.trials.length }));
    };
    const several = (await packsWithin(5)).filter(({ trials }) => trials > 1);
    expect(several.length).toBeGreaterThan(1);
    expect(Math.max(...several.map(({ seconds }) => seconds))).toBeLessThanOrEqual(0.5);
    expect(Math.max(...(await packsWithin()).map(({ seconds }) => seconds))).toBeGreaterThan(0.5);
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

describe("plan of the spec's own candidates", () => {
  const own = [
    { width: 7, rate: 0.5 },
    { width: 8, rate: 0.25 },
    { width: 7, rate: 0.5 },
  ];

  it('tries them first, each once, and counts them', async () => {
    const { search } = await prepared({ candidates: own, budget: { trials: 5, roundTrials: 4 } });
    const first = planRound(search, [], 0);
    expect(first.trials.map(({ candidate }) => candidate).slice(0, 2)).toEqual(own.slice(0, 2));
    expect(first.trials).toHaveLength(4);
    const second = planRound(search, observationsOf(first), 1);
    expect(second.trials).toHaveLength(1);
    expect(second.trials.map(({ candidate }) => candidate)).not.toContainEqual(own[0]);
  });

  it('proposes none of them a second time', async () => {
    const space = { width: { type: 'integer', low: 1, high: 4 } } as const;
    const { search } = await prepared({ space, candidates: [{ width: 3 }], budget: { trials: 10 } });
    const widths = planRound(search, [], 0).trials.map(({ candidate }) => candidate.width);
    expect(widths[0]).toBe(3);
    expect([...widths].sort()).toEqual([1, 2, 3, 4]);
  });

  it('takes networks outside the space, and refuses what is none', async () => {
    const depth = { depth: 2, 'width.1': 8, 'width.2': 4 };
    const { context } = await prepared({ candidates: [depth] });
    await expect(plan({ searchId, round: 0 }, context)).resolves.toMatchObject({ done: false });
    for (const [candidate, key] of [
      [{ detph: 2 }, 'candidates.1.detph'],
      [{ depth: 99 }, 'candidates.1.depth'],
      [{ optimizer: 'adamm' }, 'candidates.1.optimizer'],
    ] as const) {
      const bad = await prepared({ candidates: [depth, candidate] });
      await expect(plan({ searchId, round: 0 }, bad.context)).rejects.toMatchObject({
        name: 'InvalidSpec',
        place: { key },
      });
    }
  });
});

describe('plan for a deployment', () => {
  const spot = { vcpus: 2, memoryMiB: 8192, architecture: 'x86', spot: true } as const;
  const deployment = {
    ...defaultDeployment,
    tiers: { ...defaultDeployment.tiers, fargate: { ...spot, tier: 'fargate' } },
  } as const;
  const planned = async (input: Partial<SpecInput>, round = 0) => {
    const { context, search } = await prepared(input);
    const output = await plan({ searchId, round }, { ...context, deployment });
    const file = planSchema.parse(await readJson(context.store, searchKeys(searchId).plan(round)));
    return { context, search, output, file };
  };
  const packsAt = async (store: ArtifactStore) =>
    packsFileSchema.parse(await readJson(store, searchKeys(searchId).packs(0)));

  it('lists its packs for the workflow, and again what is lost', async () => {
    const { context, output } = await planned({});
    const packs = await packsAt(context.store);
    expect(packs).toEqual(
      Array.from({ length: output.packs }, (_, pack) => ({ searchId, round: 0, pack, tier: 'lambda' })),
    );
    await context.store.delete(searchKeys(searchId).packs(0));
    await plan({ searchId, round: 0 }, { ...context, deployment });
    expect(await packsAt(context.store)).toEqual(packs);
  });

  it('gives each pack a file of its trials, in the order of the plan', async () => {
    const { context, file } = await planned({ validation: { folds: 2 } });
    const trials = new Map(file.trials.map((trial) => [trial.id, trial]));
    for (const [number, pack] of file.packs.entries()) {
      const own = await readJson(context.store, searchKeys(searchId).pack(0, number));
      expect(own).toEqual({ ...pack, trials: pack.trials.map((id) => trials.get(id)) });
    }
  });

  it('is the plan of the laptop, and the laptop lists nothing', async () => {
    const { file } = await planned({});
    const { context } = await prepared();
    await plan({ searchId, round: 0 }, context);
    expect(planSchema.parse(await readJson(context.store, searchKeys(searchId).plan(0)))).toEqual(file);
    expect(await context.store.read(searchKeys(searchId).packs(0))).toBeUndefined();
  });

  it('goes by the tier of the spec, and refuses one that is not there', async () => {
    const { context } = await planned({ compute: { tier: 'fargate' } });
    expect(new Set((await packsAt(context.store)).map(({ tier }) => tier))).toEqual(new Set(['fargate']));
    await expect(planned({ compute: { tier: 'gpu' } })).rejects.toMatchObject({
      name: 'InvalidSpec',
      place: { key: 'compute.tier' },
      wayOut: expect.stringContaining('lambda, fargate') as string,
    });
  });

  it('refuses more rounds than a workflow holds; the laptop has them', async () => {
    const many: Partial<SpecInput> = { budget: { trials: 1002, roundTrials: 2 } };
    await expect(planned(many)).rejects.toMatchObject({
      name: 'InvalidSpec',
      place: { key: 'budget.roundTrials' },
      wayOut: expect.stringContaining('at least 3 a round') as string,
    });
    const { context } = await prepared(many);
    await expect(plan({ searchId, round: 0 }, context)).resolves.toMatchObject({ done: false });
  });

  it('ends where somebody stopped it', async () => {
    const { context } = await prepared();
    await writeJson(context.store, searchKeys(searchId).stop, {});
    await expect(plan({ searchId, round: 0 }, { ...context, deployment })).resolves.toMatchObject({
      done: true,
      because: 'it was stopped',
    });
  });

  const allowed = ({ packs }: { packs: readonly { allowance?: number | undefined }[] }): number =>
    packs.reduce(
      (sum, { allowance = Number.NaN }) => sum + dollarsOfCall(deployment.tiers.lambda, 1000 * allowance).high,
      0,
    );

  it('gives packs no allowance without a limit of dollars', async () => {
    const { file } = await planned({});
    expect(file.packs.some((pack) => 'allowance' in pack && pack.allowance !== undefined)).toBe(false);
    expect(file.packs.every(({ seconds = 0 }) => seconds > 0)).toBe(true);
  });

  it.each([0.0045, 0.006, 0.02])('allows no more than is left of $%f', async (dollars) => {
    const { file } = await planned({ budget: { trials: 400, dollars } });
    expect(allowed(file)).toBeLessThanOrEqual(dollars - reserve());
    expect(file.packs.length).toBeGreaterThan(0);
  });

  it('cuts the round down to what it can pay for', async () => {
    const trialsFor = async (dollars: number) =>
      (await planned({ budget: { trials: 400, epochs: 200, dollars } })).file.trials.length;
    const [few, more, all] = [await trialsFor(0.006), await trialsFor(0.008), await trialsFor(1)];
    expect(few).toBeGreaterThan(0);
    expect(more).toBeGreaterThan(few);
    expect(all).toBe(400);
  });

  it('says how much it would take where nothing can be paid for', async () => {
    await expect(planned({ budget: { trials: 400, dollars: 0.0001 } })).rejects.toMatchObject({
      name: 'InvalidSpec',
      message: expect.stringMatching(/^\$0.0001 pays for no candidate: one may cost \$0.00\d+$/) as string,
      place: { key: 'budget.dollars' },
    });
  });

  it('ends where the rounds before have used it up, and leaves a bracket what its larger budgets take', async () => {
    const input: Partial<SpecInput> = {
      budget: { trials: 90, epochs: 90, dollars: 1 },
      stopping: { rule: 'halving' },
    };
    const { context, search } = await prepared(input);
    const { store } = context;
    await observed(store, observationsOf(planRound(search, [], 0)));
    const spentSoFar = (dollars: number) =>
      writeJson(store, searchKeys(searchId).spent(0), {
        dollars,
        training: dollars,
        orchestration: 0,
        requests: 0,
        calls: 1,
        seconds: 10,
        predictedSeconds: 1,
        storedBytes: 0,
        trials: {},
      });
    await spentSoFar(0.999);
    await expect(plan({ searchId, round: 1 }, { ...context, deployment })).resolves.toMatchObject({
      done: true,
      because: 'the limit of $1 is reached',
    });
    await store.delete(searchKeys(searchId).plan(1));
    await spentSoFar(0.1);
    await plan({ searchId, round: 1 }, { ...context, deployment });
    const file = planSchema.parse(await readJson(store, searchKeys(searchId).plan(1)));
    expect(file.trials).toHaveLength(30);
    expect(allowed(file)).toBeLessThan(0.9 - reserve());
  });

  it('has no effect on a laptop', async () => {
    const { context } = await prepared({ budget: { trials: 400, dollars: 0.0001 } });
    await plan({ searchId, round: 0 }, context);
    const file = planSchema.parse(await readJson(context.store, searchKeys(searchId).plan(0)));
    expect(file.trials).toHaveLength(400);
  });
});
