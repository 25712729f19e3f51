import { describe, expect, it } from 'vitest';
import { readJson } from '../../shared/artifact-store.ts';
import { SearchError } from '../../shared/errors.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { collect } from '../../shared/steps/collect.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { plan } from '../../shared/steps/plan.ts';
import { planSchema } from '../../shared/steps/plan-file.ts';
import { recordLost } from '../../shared/steps/record-lost.ts';
import { readTimings } from '../../shared/steps/timing.ts';
import { train } from '../../shared/steps/train.ts';
import { trialSchema } from '../../shared/trial.ts';
import { type FakeTrainerOptions, fakeTrainer } from './fake-trainer.ts';
import { prepareInMemory, searchId, testContext, textAt } from './run-in-memory.ts';

const keys = searchKeys(searchId);
const first = { searchId, round: 0, pack: 0 };

async function planned(input: Partial<SpecInput> = {}, options: FakeTrainerOptions & { now?: () => number } = {}) {
  const context = testContext({ trainer: fakeTrainer(options), now: options.now });
  await prepareInMemory(input, context);
  await plan({ searchId, round: 0 }, context);
  const { trials, packs } = planSchema.parse(await readJson(context.store, keys.plan(0)));
  const resultOf = async (id: string) => trialSchema.parse(await readJson(context.store, keys.trial(id)));
  return { context, trials, packs, ids: packs[0]?.trials ?? [], resultOf };
}

describe('train', () => {
  it('writes a result a trial, and timings apart from them', async () => {
    const { context, ids, resultOf } = await planned();
    const output = await train(first, context);
    expect(output).toMatchObject({ completed: ids.length, failed: 0 });
    for (const id of ids) expect(await resultOf(id)).toMatchObject({ id, state: 'completed', budget: { epochs: 9 } });
    expect(await readTimings(context.store, searchId, 0)).toEqual([
      { pack: 0, engine: 'wasm', trials: ids.length, startedAt: 0, milliseconds: 0, ended: 'done' },
    ]);
    expect(output).toMatchObject({ paused: false });
    expect(context.events.at(-1)).toMatchObject({ type: 'pack-done', best: output.best });
  });

  it('trains nothing again where all is done, and the whole pack where a result is missing', async () => {
    const trained: number[] = [];
    const { context, ids } = await planned({}, { beforePack: ({ trials }) => void trained.push(trials.length) });
    const output = await train(first, context);
    expect(await train(first, context)).toEqual(output);
    expect(trained).toEqual([ids.length]);
    const [missing = '', kept = ''] = ids;
    const marked = (await textAt(context.store, keys.trial(kept))).replace(/"score":[^,]+/, '"score":0.123');
    const before = await textAt(context.store, keys.trial(missing));
    await context.store.write(keys.trial(kept), marked);
    await context.store.delete(keys.trial(missing));
    await train(first, context);
    expect(trained).toEqual([ids.length, ids.length]);
    expect(await textAt(context.store, keys.trial(missing))).toBe(before);
    expect(await textAt(context.store, keys.trial(kept))).toBe(marked);
  });

  it('writes checkpoints only where a larger budget is left', async () => {
    const checkpointsOf = async (input: Partial<SpecInput>) => {
      const { context } = await planned(input);
      await train(first, context);
      return (await context.store.list(`${keys.root}/trials/`)).filter((key) => key.endsWith('state.bin')).length;
    };
    expect(await checkpointsOf({})).toBe(0);
    expect(await checkpointsOf({ stopping: { rule: 'halving' } })).toBeGreaterThan(0);
  });

  it.each([
    ['Array buffer allocation failed', 'out-of-memory'],
    ['OOM when allocating tensor with shape[1,2]', 'out-of-memory'],
    ['Cannot read properties of undefined', 'error'],
  ])('records "%s" of the trainer as %s, and goes on', async (message, reason) => {
    const beforePack = () => {
      throw new Error(message);
    };
    const { context, ids, resultOf } = await planned({}, { beforePack });
    expect(await train(first, context)).toMatchObject({ completed: 0, failed: ids.length });
    expect(await resultOf(ids[0] ?? '')).toMatchObject({ state: 'failed', reason, message });
  });

  it.each(['EngineUnavailable', 'StoreUnavailable'] as const)(
    'throws %s, which is no candidate’s fault',
    async (name) => {
      const beforePack = () => {
        throw new SearchError(name, 'gone');
      };
      const { context, ids } = await planned({}, { beforePack });
      await expect(train(first, context)).rejects.toMatchObject({ name });
      expect(await context.store.read(keys.trial(ids[0] ?? ''))).toBeUndefined();
    },
  );

  it('passes on seed, full budget, early stopping and time limit', async () => {
    const requests: object[] = [];
    const beforePack = (request: object) => void requests.push(request);
    const input = { seed: 7, earlyStopping: 0, timeout: 2, stopping: { rule: 'halving' as const } };
    await train(first, (await planned(input, { beforePack })).context);
    expect(requests[0]).toMatchObject({
      seed: 7,
      fullEpochs: 9,
      earlyStopping: undefined,
      timeout: 2000,
      checkpoints: true,
      metric: 'accuracy',
    });
  });

  it('stops what begins after the time limit, but never the first pack', async () => {
    let now = 0;
    const { context, packs, resultOf } = await planned(
      { budget: { trials: 20, epochs: 9, seconds: 1 }, validation: { folds: 2 } },
      { now: () => now },
    );
    now = 5000;
    expect(await train(first, context)).toMatchObject({ failed: 0, completed: packs[0]?.trials.length });
    for (let pack = 1; pack < packs.length; pack++) {
      expect(await train({ ...first, pack }, context)).toMatchObject({ completed: 0, failed: 0 });
      expect(await resultOf(packs[pack]?.trials[0] ?? '')).toMatchObject({ state: 'stopped' });
    }
    expect(await collect({ searchId, round: 0 }, context)).toMatchObject({ observed: 20, failed: 0, best: undefined });
  });

  it.each([
    [{ ...first, pack: 99 }, 'ArtifactMissing'],
    [{ ...first, round: 9 }, 'ArtifactMissing'],
    [{ ...first, pack: -1 }, 'InvalidSpec'],
    [{ ...first, searchId: '../../etc' }, 'InvalidSpec'],
  ])('refuses %j by name', async (input, name) => {
    const { context } = await planned();
    await expect(train(input, context)).rejects.toMatchObject({ name });
  });
});

describe('collect', () => {
  it('does not collect a round that is not trained, and does no harm when repeated', async () => {
    const { context, packs } = await planned();
    await expect(collect({ searchId, round: 0 }, context)).rejects.toMatchObject({ name: 'ArtifactMissing' });
    for (const pack of packs.keys()) await train({ ...first, pack }, context);
    const output = await collect({ searchId, round: 0 }, context);
    const observations = await textAt(context.store, keys.observations(0));
    expect(await collect({ searchId, round: 0 }, context)).toEqual(output);
    expect(await textAt(context.store, keys.observations(0))).toBe(observations);
    expect(observations.trimEnd().split('\n')).toHaveLength(20);
    const scores = (await readHistory(context.store, searchId)).flatMap(({ score }) => score ?? []);
    expect(output).toEqual({
      searchId,
      round: 0,
      nextRound: 1,
      observed: 20,
      failed: 0,
      best: Math.max(...scores),
    });
  });
});

describe('recordLost', () => {
  it('records trials without a result, and leaves results as they are', async () => {
    const { context, ids, resultOf } = await planned();
    await train(first, context);
    await context.store.delete(keys.trial(ids[0] ?? ''));
    await recordLost({ ...first, message: 'ended by SIGKILL' }, context);
    expect(await resultOf(ids[0] ?? '')).toMatchObject({
      state: 'failed',
      reason: 'lost',
      message: expect.stringMatching(/^ended by SIGKILL\. Its pack was to need 4\d\d MiB of memory$/),
    });
    expect(await resultOf(ids[1] ?? '')).toMatchObject({ state: 'completed' });
  });
});
