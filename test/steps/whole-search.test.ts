import { describe, expect, it } from 'vitest';
import { type ArtifactStore, readJson } from '../../shared/artifact-store.ts';
import { SearchError } from '../../shared/errors.ts';
import { leaderboardSchema } from '../../shared/result.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { memoryStore } from '../../storage/memory.ts';
import { fakeTrainer } from './fake-trainer.ts';
import { runInMemory, searchId, testContext, textAt } from './run-in-memory.ts';

const keys = searchKeys(searchId);
const leaderboardAt = async (store: ArtifactStore) => leaderboardSchema.parse(await readJson(store, keys.leaderboard));

const population: Partial<SpecInput> = {
  strategy: 'pbt',
  space: {
    width: { type: 'integer', low: 1, high: 64 },
    learningRate: { type: 'logUniform', low: 0.001, high: 1 },
  },
  budget: { trials: 9, epochs: 4 },
};

const specs: [string, Partial<SpecInput>][] = [
  ['random, one fold', {}],
  ['auto', { strategy: 'auto', budget: { trials: 50 } }],
  ['three folds', { validation: { folds: 3 } }],
  ['halving', { stopping: { rule: 'halving' }, budget: { trials: 27, epochs: 9 } }],
  ['asha in rounds', { stopping: { rule: 'asha' }, budget: { trials: 12, epochs: 9, roundTrials: 6 } }],
  ['hyperband', { stopping: { rule: 'hyperband' }, budget: { trials: 11, epochs: 9 } }],
  ['freeze-thaw', { stopping: { rule: 'freeze-thaw' }, budget: { trials: 8, epochs: 9 } }],
  ['bohb', { strategy: 'bohb', stopping: { rule: 'hyperband' }, budget: { trials: 34, epochs: 9 } }],
  [
    'median in rounds',
    { stopping: { rule: 'median' }, budget: { trials: 20, epochs: 9, roundTrials: 6 }, validation: { folds: 2 } },
  ],
  [
    'grid',
    { strategy: 'grid', space: { width: { type: 'integer', low: 1, high: 8 }, rate: { type: 'constant', value: 1 } } },
  ],
  ['regression', { task: 'regression' }],
  ['populations', { ...population, validation: { folds: 2 } }],
  [
    'children that inherit',
    { strategy: 'evolution', inherit: true, budget: { trials: 30, epochs: 9, roundTrials: 10 } },
  ],
];

describe.each(specs)('a search: %s', (_name, spec) => {
  it('gives a verdict and a ranked leaderboard', async () => {
    const context = testContext();
    const verdict = await runInMemory(spec, context);
    const { rows, maximise } = await leaderboardAt(context.store);
    expect(rows.map(({ rank }) => rank)).toEqual(rows.map((_, index) => index + 1));
    const full = rows.filter(({ epochs }) => epochs === rows[0]?.epochs).map(({ score }) => score);
    expect(full).toEqual([...full].sort((a, b) => (maximise ? b - a : a - b)));
    expect(verdict.winner.candidateId).toBe(rows[0]?.candidateId);
    const { completed, failed, stopped } = verdict.candidates;
    expect(failed).toBe(0);
    expect(completed + stopped).toBe(rows.length);
    expect(verdict.test.value).toBeCloseTo(1);
  });

  it('gives the same bytes again', async () => {
    const [one, other] = [testContext(), testContext({ now: () => 12345 })];
    await runInMemory(spec, one);
    await runInMemory(spec, other);
    for (const key of [
      keys.leaderboard,
      keys.leaderboardCsv,
      keys.observations(0),
      keys.verdict,
      `${keys.model}/weights.bin`,
    ]) {
      expect(await textAt(one.store, key)).toBe(await textAt(other.store, key));
    }
  });

  it('goes on from any write at which it was cut off, to the same bytes', async () => {
    const whole = testContext();
    await runInMemory(spec, whole);
    const writes = (await whole.store.list('')).length;
    // Timings are written too; every third write keeps the test short and hits every kind of key.
    for (let cut = 1; cut < writes; cut += 3) {
      const store = memoryStore();
      await runInMemory(spec, testContext({ store: failingAfter(store, cut) })).catch(() => undefined);
      const context = testContext({ store });
      await runInMemory(spec, context);
      expect(await textAt(store, keys.leaderboard)).toBe(await textAt(whole.store, keys.leaderboard));
      expect(await textAt(store, keys.verdict)).toBe(await textAt(whole.store, keys.verdict));
    }
  });
});

/** The store of a process that dies at its nth write. */
function failingAfter(store: ArtifactStore, writes: number): ArtifactStore {
  let left = writes;
  return {
    ...store,
    async write(...write) {
      if (left-- <= 0) throw new SearchError('StoreUnavailable', 'The process was killed');
      return store.write(...write);
    },
  };
}

it('climbs the rungs of halving, each with the checkpoints of the one before, and clears them away', async () => {
  const epochs: number[] = [];
  const from: boolean[] = [];
  const trainer = fakeTrainer({
    beforePack: ({ trials }) => {
      epochs.push(...trials.map((trial) => trial.epochs));
      from.push(...trials.map(({ checkpoint }) => checkpoint !== undefined));
    },
  });
  const context = testContext({ trainer });
  await runInMemory({ stopping: { rule: 'halving' }, budget: { trials: 27, epochs: 9 } }, context);
  const count = (wanted: number) => epochs.filter((value) => value === wanted).length;
  expect([count(1), count(3), count(9)]).toEqual([27, 9, 3]);
  expect(from.filter(Boolean)).toHaveLength(12);
  expect((await context.store.list(`${keys.root}/trials/`)).filter((key) => key.includes('checkpoint'))).toEqual([]);
});

it('begins brackets of hyperband above the smallest rung, and goes on from checkpoints', async () => {
  const seen = new Map<string, number>();
  const trainer = fakeTrainer({
    beforePack: ({ trials }) => {
      for (const { epochs, checkpoint } of trials) {
        const from = checkpoint && (JSON.parse(new TextDecoder().decode(checkpoint)) as { epochs: number }).epochs;
        const step = `${from ?? 0} to ${epochs}`;
        seen.set(step, (seen.get(step) ?? 0) + 1);
      }
    },
  });
  const context = testContext({ trainer });
  const verdict = await runInMemory({ stopping: { rule: 'hyperband' }, budget: { trials: 34, epochs: 9 } }, context);
  // Two turns of 9 from 1, 5 from 3 and 3 from 9: three of nine, one of three, and one of five go on.
  const once = { '0 to 1': 9, '0 to 3': 5, '0 to 9': 3, '1 to 3': 3, '3 to 9': 1 + 1 };
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(Object.entries(once).map(([step, n]) => [step, 2 * n])));
  expect(verdict.candidates).toEqual({ completed: 10, failed: 0, stopped: 24 });
  expect((await context.store.list(`${keys.root}/trials/`)).filter((key) => key.includes('checkpoint'))).toEqual([]);
});

it('keeps curves in the observations where the rule reads them, one point an epoch of few, the mean over folds', async () => {
  const observed = async (rule: 'halving' | 'freeze-thaw') => {
    const context = testContext();
    await runInMemory({ stopping: { rule }, budget: { trials: 6, epochs: 9 }, validation: { folds: 2 } }, context);
    return readHistory(context.store, searchId);
  };
  for (const { curve } of await observed('halving')) expect(curve).toBeUndefined();
  const read = (await observed('freeze-thaw')).filter(({ state }) => state === 'completed');
  expect(new Set(read.map(({ epochs }) => epochs))).toEqual(new Set([1, 3, 9]));
  for (const { epochs, score = Number.NaN, curve = [] } of read) {
    expect(curve).toHaveLength(epochs);
    // What the fake trainer's curves are: 1 / epoch below the score.
    for (const [at, value] of curve.entries()) expect(value).toBeCloseTo(score - 1 / (at + 1), 4);
  }
});

it('keeps the checkpoint of a candidate that waits until it goes on or ends', async () => {
  const store = memoryStore();
  const checkpoints = async () =>
    (await store.list(`${keys.root}/trials/`)).filter((key) => key.includes('checkpoint')).length;
  const kept: number[] = [];
  const watched: ArtifactStore = {
    ...store,
    async write(key, ...rest) {
      if (key.endsWith('plan.json')) kept.push(await checkpoints());
      return store.write(key, ...rest);
    },
  };
  const bare: number[] = [];
  const trainer = fakeTrainer({
    beforePack: ({ trials }) => {
      for (const { epochs, checkpoint } of trials) if (checkpoint === undefined) bare.push(epochs);
    },
  });
  await runInMemory(
    { stopping: { rule: 'asha' }, budget: { trials: 18, epochs: 9, roundTrials: 9 } },
    testContext({ store: watched, trainer }),
  );
  expect(new Set(bare)).toEqual(new Set([1]));
  // Nine wait after the first round; after the second, three have gone on to the next rung, and nine are new.
  expect(kept.slice(0, 3)).toEqual([0, 9, 18]);
  expect(await checkpoints()).toBe(0);
});

it('ends where the space is exhausted, halving included', async () => {
  const context = testContext();
  const verdict = await runInMemory(
    {
      stopping: { rule: 'halving' },
      budget: { trials: 100, epochs: 9 },
      space: { width: { type: 'integer', low: 1, high: 9 }, rate: { type: 'constant', value: 1 } },
    },
    context,
  );
  expect(verdict.candidates).toEqual({ completed: 1, failed: 0, stopped: 8 });
  expect(verdict.endedBecause).toContain('no more than 9 candidates');
});

it('learns from candidates that fail, and goes on', async () => {
  const context = testContext();
  const verdict = await runInMemory(
    {
      space: {
        width: { type: 'integer', low: 1, high: 64 },
        mood: { type: 'choice', options: ['calm', 'diverges', 'hasNoScore'] },
      },
      budget: { trials: 40, epochs: 9 },
    },
    context,
  );
  const { rows, failed } = await leaderboardAt(context.store);
  expect(rows.length + failed.length).toBe(40);
  expect(new Set(failed.map(({ reason }) => reason))).toEqual(new Set(['diverged']));
  expect(rows.every(({ candidate }) => candidate.mood === 'calm')).toBe(true);
  expect(verdict.candidates).toEqual({ completed: rows.length, failed: failed.length, stopped: 0 });
});

const checkpointsIn = async (store: ArtifactStore) =>
  (await store.list(`${keys.root}/trials/`)).filter((key) => key.includes('checkpoint'));

it('trains the places of a population on from the checkpoints of its best, and clears them away', async () => {
  const trained: { from: number; until: number; inherits: boolean }[] = [];
  const fits: Parameters<ReturnType<typeof fakeTrainer>['fit']>[0][] = [];
  const trainer = fakeTrainer({
    beforePack: ({ trials }) => {
      for (const { epochs, checkpoint, inherits } of trials) {
        const from = checkpoint === undefined ? (inherits?.from ?? 0) : epochs - 1;
        trained.push({ from, until: epochs, inherits: inherits !== undefined });
      }
    },
  });
  const fit = trainer.fit.bind(trainer);
  const context = testContext({ trainer: { ...trainer, fit: (request) => (fits.push(request), fit(request)) } });
  const verdict = await runInMemory({ ...population, budget: { trials: 28, epochs: 9 } }, context);
  // Of the 28 candidates 10 begin; nine epochs are nine intervals, and before all but the first two of ten are replaced. The last two begin anew.
  expect(trained.filter(({ from }) => from === 0)).toHaveLength(10 + 2);
  expect(trained.filter(({ inherits }) => inherits)).toHaveLength(2 * 8);
  expect(trained.every(({ from, until }) => until - from === 1)).toBe(true);
  expect(await checkpointsIn(context.store)).toEqual([]);
  // The winner's refit replays whom it descends from, each for its intervals.
  const [{ ancestors = [], candidate, epochs } = { ancestors: [], candidate: {}, epochs: 0 }] = fits;
  expect(verdict.winner).toMatchObject({ candidate, epochs });
  expect(verdict.winner.ancestors ?? []).toEqual(ancestors);
  const clocks = ancestors.flatMap((one) => [one.epochs, one.heirFrom]);
  expect(clocks).toEqual([...clocks].sort((left, right) => left - right));
});

it('keeps the checkpoints of the last hundred candidates for children to come, and no others', async () => {
  const inherited: number[] = [];
  const trainer = fakeTrainer({
    beforePack: ({ trials }) => void inherited.push(...trials.flatMap(({ inherits }) => inherits?.from ?? [])),
  });
  const context = testContext({ trainer });
  await runInMemory(
    { strategy: 'evolution', inherit: true, budget: { trials: 160, epochs: 9, roundTrials: 40 } },
    context,
  );
  expect(inherited.length).toBeGreaterThan(60);
  // Three quarters of nine epochs.
  expect(new Set(inherited)).toEqual(new Set([6]));
  expect((await checkpointsIn(context.store)).length).toBeLessThanOrEqual(140);
  expect((await checkpointsIn(context.store)).length).toBeGreaterThanOrEqual(100);
});
