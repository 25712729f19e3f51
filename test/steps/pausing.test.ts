import { describe, expect, it } from 'vitest';
import { writeJson } from '../../shared/artifact-store.ts';
import type { Place } from '../../shared/compute.ts';
import { SearchError } from '../../shared/errors.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { collect } from '../../shared/steps/collect.ts';
import type { TrainCall } from '../../shared/steps/context.ts';
import { reopen } from '../../shared/steps/go-on.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { plan } from '../../shared/steps/plan.ts';
import { planSchema } from '../../shared/steps/plan-file.ts';
import { publish } from '../../shared/steps/publish.ts';
import { raiseLimits } from '../../shared/steps/raise-limit.ts';
import { findArtifact, readArtifact } from '../../shared/steps/read-artifact.ts';
import { recordLost } from '../../shared/steps/record-lost.ts';
import { firstOpenRound } from '../../shared/steps/rounds.ts';
import { readPreparedSearch } from '../../shared/steps/settings.ts';
import { readTimings, type Timing, timingSchema } from '../../shared/steps/timing.ts';
import { train } from '../../shared/steps/train.ts';
import { type FakeTrainerOptions, fakeTrainer } from './fake-trainer.ts';
import { prepareInMemory, runInMemory, searchId, type TestContext, testContext, textAt } from './run-in-memory.ts';

const keys = searchKeys(searchId);
const first = { searchId, round: 0, pack: 0 };
const place: Place = { tier: 'lambda', vcpus: 1, memoryMiB: 1769, architecture: 'arm', spot: false };

/** A clock that goes on by so many milliseconds each time it is read. */
function ticking(step: number): () => number {
  let time = 0;
  return () => (time += step);
}

interface Prepared {
  readonly context: TestContext;
  /** A call of the train step with an id of its own. */
  readonly call: (pack?: number, rest?: Partial<TrainCall>) => ReturnType<typeof train>;
}

async function planned(
  input: Partial<SpecInput> = {},
  { now, ...options }: FakeTrainerOptions & { readonly now?: () => number } = {},
): Promise<Prepared> {
  const context = testContext({ trainer: fakeTrainer(options), now });
  await prepareInMemory(input, context);
  await plan({ searchId, round: 0 }, context);
  let calls = 0;
  const call: Prepared['call'] = (pack = 0, rest = {}) =>
    train({ ...first, pack }, { ...context, call: { id: `call-${calls++}`, place, mustEnd: () => false, ...rest } });
  return { context, call };
}

const always = { mustEnd: () => true };
const readPlan = ({ store }: TestContext, round: number) => readArtifact(store, keys.plan(round), planSchema);
const stop = ({ store }: TestContext) => writeJson(store, keys.stop, { askedAt: '2026-01-01T00:00:00Z' });

async function resultsOf(context: TestContext): Promise<string[]> {
  const { trials } = await readPlan(context, 0);
  return Promise.all(trials.map(({ id }) => textAt(context.store, keys.trial(id))));
}

/** Gives pack 0 of the plan so many seconds. */
async function allow(context: TestContext, allowance: number): Promise<void> {
  const { packs, ...rest } = await readPlan(context, 0);
  await writeJson(context.store, keys.plan(0), {
    ...rest,
    packs: packs.map((pack, index) => (index === 0 ? { ...pack, allowance } : pack)),
  });
}

describe('a call that has to end', () => {
  it('pauses its pack, which goes on call by call to the same results', async () => {
    const whole = await planned();
    expect(await whole.call()).toMatchObject({ completed: 20, paused: false });
    const { context, call } = await planned();
    // Nine epochs: after the last of them there is nothing to pause.
    for (let epoch = 1; epoch < 9; epoch++) {
      expect(await call(0, always)).toEqual({ round: 0, pack: 0, completed: 0, failed: 0, paused: true });
      expect(await textAt(context.store, keys.snapshot(0, 0))).toContain(`"epoch":${epoch}`);
    }
    expect(context.events.some(({ type }) => type === 'pack-done')).toBe(false);
    expect(await call(0, always)).toMatchObject({ completed: 20, paused: false });
    expect(await resultsOf(context)).toEqual(await resultsOf(whole.context));
    expect(await context.store.read(keys.snapshot(0, 0))).toBeUndefined();
  });

  it('leaves the timing of each call', async () => {
    const { context, call } = await planned({}, { now: ticking(10) });
    await call(0, always);
    await call();
    const timings = await readTimings(context.store, searchId, 0);
    expect(timings).toMatchObject([
      { pack: 0, place, engine: 'wasm', trials: 20, ended: 'paused' },
      { pack: 0, place, ended: 'done' },
    ]);
    for (const { milliseconds } of timings) expect(milliseconds).toBeGreaterThan(0);
    expect(timings[1]?.startedAt).toBeGreaterThan(timings[0]?.startedAt ?? Infinity);
  });

  it('goes on without a call as well: on a laptop', async () => {
    const { context, call } = await planned();
    await call(0, always);
    expect(await train(first, context)).toMatchObject({ completed: 20, paused: false });
    expect(context.events.filter(({ type }) => type === 'pack-progress')).toHaveLength(8);
  });
});

describe('a call without an end', () => {
  it('has a timing from its beginning, and one that threw says so', async () => {
    let seen: Timing | undefined;
    const prepared = await planned(
      {},
      {
        beforePack: async () => {
          seen = await findArtifact(prepared.context.store, keys.timing(0, 0, 'call-0'), timingSchema);
          throw new SearchError('StoreUnavailable', 'gone');
        },
      },
    );
    await expect(prepared.call()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(seen).toEqual({ engine: 'wasm', trials: 20, place, startedAt: 0 });
    expect(await readTimings(prepared.context.store, searchId, 0)).toMatchObject([
      { ended: 'failed', milliseconds: 0 },
    ]);
  });

  it('saves its pack now and then, and another goes on from there', async () => {
    const saved: string[] = [];
    const { context } = await planned({}, { now: ticking(100) });
    const write: TestContext['store']['write'] = (key, bytes, options) => {
      if (key === keys.snapshot(0, 0)) saved.push(new TextDecoder().decode(bytes as Uint8Array));
      return context.store.write(key, bytes, options);
    };
    const spying = { ...context, store: { ...context.store, write } };
    await train(first, { ...spying, call: { id: 'x', place, mustEnd: () => false, saveEvery: 250 } });
    const epochs = saved.map((text) => (JSON.parse(text) as { epoch: number }).epoch);
    expect(epochs.length).toBeGreaterThan(1);
    expect(epochs.length).toBeLessThan(8);
    expect(await context.store.read(keys.snapshot(0, 0))).toBeUndefined();

    const later = await planned();
    await later.context.store.write(keys.snapshot(0, 0), saved[1] ?? '');
    await later.call();
    const progress = later.context.events.flatMap((event) =>
      event.type === 'pack-progress' ? [event.progress.epoch] : [],
    );
    expect(progress[0]).toBe((epochs[1] ?? 0) + 1);
    expect(await resultsOf(later.context)).toEqual(await resultsOf(context));
  });
});

describe('a search that is stopped', () => {
  it('looks for the wish every five seconds, not each epoch', async () => {
    let looks = 0;
    const { context } = await planned({ budget: { trials: 4, epochs: 100 } }, { now: ticking(250) });
    const read: TestContext['store']['read'] = (key) => {
      if (key === keys.stop) looks++;
      return context.store.read(key);
    };
    await train(first, { ...context, store: { ...context.store, read } });
    // 99 epochs of 250 ms.
    expect(looks).toBeGreaterThanOrEqual(4);
    expect(looks).toBeLessThanOrEqual(6);
  });

  it('pauses a pack that trains, and does not begin another', async () => {
    const prepared = await planned(
      { validation: { folds: 2 }, budget: { trials: 4, epochs: 100 } },
      { now: ticking(250) },
    );
    const { context, call } = prepared;
    const stopIn = fakeTrainer({ beforePack: async () => void (await stop(context)) });
    const running = { ...context, trainer: stopIn };
    expect(await train(first, running)).toMatchObject({ completed: 0, paused: false, halted: 'stopped' });
    const epoch = Number(/"epoch":(\d+)/.exec(await textAt(context.store, keys.snapshot(0, 0)))?.[1]);
    expect(epoch).toBeGreaterThan(10);
    expect(epoch).toBeLessThan(25);
    expect(await call(1)).toMatchObject({ completed: 0, failed: 0, paused: false, halted: 'stopped' });
    expect(await context.store.read(keys.snapshot(0, 1))).toHaveLength(0);
    expect(await call(0)).toMatchObject({ halted: 'stopped' });
    expect(await textAt(context.store, keys.snapshot(0, 0))).toContain(`"epoch":${epoch}`);
    expect((await readTimings(context.store, searchId, 0)).map(({ ended }) => ended)).toEqual(['stopped']);
  });

  it('is judged by what is done, and goes on to the end that it would have had', async () => {
    const input = {
      validation: { folds: 2 },
      stopping: { rule: 'halving' as const },
      budget: { trials: 27, epochs: 9 },
    };
    const undisturbed = testContext();
    const expected = { ...(await runInMemory(input, undisturbed)), champion: undefined };
    for (const stoppedIn of [0, 1, 2]) {
      const context = testContext();
      await prepareInMemory(input, context);
      let round = 0;
      for (; ; round++) {
        const { packs, done } = await plan({ searchId, round }, context);
        for (let pack = 0; pack < packs; pack++) {
          // All packs but the first of the round.
          if (round === stoppedIn && pack === 1) await stop(context);
          await train({ searchId, round, pack }, context);
        }
        const collected = await collect({ searchId, round }, context);
        expect(await collect({ searchId, round }, context)).toEqual(collected);
        // A candidate is observed on both folds or not at all: here, only those that the plan ended.
        if (round === stoppedIn) expect(collected.observed).toBe((await readPlan(context, round)).stopped.length);
        if (done) break;
      }
      expect(round).toBe(stoppedIn + 1);
      expect(await readPlan(context, round)).toMatchObject({
        because: 'it was stopped',
      });
      if (stoppedIn > 0) {
        expect(await publish({ searchId, round }, context)).toMatchObject({ endedBecause: 'it was stopped' });
        await reopen(context.store, searchId);
      } else {
        await expect(publish({ searchId, round }, context)).rejects.toMatchObject({ name: 'SearchFailed' });
        for (const key of [keys.stop, keys.plan(1), keys.observations(1)]) await context.store.delete(key);
      }
      expect(await firstOpenRound(context.store, searchId)).toBe(stoppedIn);
      // The first verdict's model has become the champion meanwhile.
      expect({ ...(await goOn(context, stoppedIn)), champion: undefined }).toEqual(expected);
      expect(await textAt(context.store, keys.leaderboard)).toBe(await textAt(undisturbed.store, keys.leaderboard));
      expect((await context.store.list(keys.root)).filter((key) => /snapshots|checkpoint/.test(key))).toEqual([]);
    }
  });
});

async function goOn(context: TestContext, from: number): Promise<Awaited<ReturnType<typeof publish>>> {
  for (let round = from; ; round++) {
    const { packs, done } = await plan({ searchId, round }, context);
    for (let pack = 0; pack < packs; pack++) await train({ searchId, round, pack }, context);
    await collect({ searchId, round }, context);
    if (done) return publish({ searchId, round }, context);
  }
}

describe('a pack with an allowance', () => {
  it('uses it up over all its calls, and is halted then', async () => {
    const { context, call } = await planned({ budget: { trials: 4, epochs: 100 } }, { now: ticking(100) });
    await allow(context, 2.55);
    const outputs: unknown[] = [];
    let epochs = 0;
    const mustEnd = (): boolean => ++epochs % 10 === 0;
    for (let calls = 0; calls < 6; calls++) {
      const { paused, halted } = await call(0, { mustEnd });
      outputs.push(halted ?? paused);
    }
    // A second a call: the third one reaches the limit, and no other begins.
    expect(outputs).toEqual([true, true, 'dollars', 'dollars', 'dollars', 'dollars']);
    const timings = await readTimings(context.store, searchId, 0);
    expect(timings.map(({ ended }) => ended)).toEqual(['paused', 'paused', 'dollars']);
    const used = timings.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0);
    expect(used).toBeGreaterThanOrEqual(2550);
    expect(used).toBeLessThan(2900);
    const collected = await collect({ searchId, round: 0 }, context);
    expect(collected).toMatchObject({ observed: 0, failed: 0 });
    expect(collected.best).toBeUndefined();

    await allow(context, 100);
    expect(await call()).toMatchObject({ completed: 4, paused: false });
    expect(await collect({ searchId, round: 0 }, context)).toMatchObject({ observed: 4 });
  });

  it('may use more when the search’s limit is raised, as much more as the limit', async () => {
    const { context, call } = await planned({ budget: { trials: 4, epochs: 100, dollars: 2 } }, { now: ticking(100) });
    await allow(context, 2.5);
    expect(await call()).toMatchObject({ halted: 'dollars' });
    await expect(raiseLimits(context.store, searchId, { dollars: 2 }, 0)).rejects.toMatchObject({
      name: 'InvalidSpec',
    });
    await raiseLimits(context.store, searchId, { dollars: 5 }, 0);
    expect((await readPlan(context, 0)).packs[0]?.allowance).toBe(2.5 * 2.5);
    expect((await readPreparedSearch(context.store, searchId)).settings.budget.dollars).toBe(5);
    expect(await call()).toMatchObject({ halted: 'dollars' });
    const used = (await readTimings(context.store, searchId, 0)).reduce((sum, one) => sum + (one.milliseconds ?? 0), 0);
    expect(used).toBeGreaterThanOrEqual(6250);
    expect(used).toBeLessThan(6250 + 400);
  });

  it('does not begin where calls that died have used it up, each until the next one, or for its tier’s longest', async () => {
    const died = (startedAt: number): Timing => ({ engine: 'wasm', trials: 20, place, startedAt });
    const write = ({ store }: TestContext, at: number) => writeJson(store, keys.timing(0, 0, `died-${at}`), died(at));
    const late = 10_000_000;
    const { context, call } = await planned({}, { now: () => late });
    await write(context, 1000);
    await write(context, 61_000);
    // Another pack's, whose number begins alike.
    await writeJson(context.store, keys.timing(0, 10, 'x'), died(0));
    await allow(context, 60 + 900);
    expect(await call()).toMatchObject({ halted: 'dollars' });
    expect(await context.store.read(keys.snapshot(0, 0))).toHaveLength(0);
    await allow(context, 60 + 900 + 1);
    expect(await call()).toMatchObject({ completed: 20 });
    expect(await context.store.read(keys.snapshot(0, 0))).toBeUndefined();
  });
});

describe('what is left of a paused pack', () => {
  it('is no snapshot once its trials are lost', async () => {
    const { context, call } = await planned();
    await call(0, always);
    await recordLost({ ...first, message: 'gone' }, context);
    expect(await context.store.read(keys.snapshot(0, 0))).toBeUndefined();
    expect(await collect({ searchId, round: 0 }, context)).toMatchObject({ observed: 20, failed: 20 });
  });

  it('is no snapshot that was left behind its results: whoever comes next deletes it', async () => {
    const { context, call } = await planned();
    await call();
    const left = () => context.store.write(keys.snapshot(0, 0), 'left');
    await left();
    await call();
    expect(await context.store.read(keys.snapshot(0, 0))).toBeUndefined();
    await left();
    await collect({ searchId, round: 0 }, context);
    expect(await context.store.read(keys.snapshot(0, 0))).toBeUndefined();
    expect(await readHistory(context.store, searchId)).toHaveLength(20);
  });

  it('is ended though the time limit is over; what has not begun is stopped', async () => {
    let now = 0;
    const { call } = await planned(
      { budget: { trials: 20, epochs: 9, seconds: 1 }, validation: { folds: 2 } },
      { now: () => now },
    );
    expect(await call(1, always)).toMatchObject({ paused: true });
    now = 5000;
    expect(await call(1)).toMatchObject({ completed: 20 });
  });
});
