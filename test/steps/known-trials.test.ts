import { describe, expect, it } from 'vitest';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { deploymentSchema } from '../../shared/compute.ts';
import { SearchError } from '../../shared/errors.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { memoryRoot, searchKeys } from '../../shared/steps/keys.ts';
import { plan } from '../../shared/steps/plan.ts';
import { planSchema } from '../../shared/steps/plan-file.ts';
import { readArtifact } from '../../shared/steps/read-artifact.ts';
import { memoryStore } from '../../storage/memory.ts';
import { deployment } from '../functions/lambda-context.ts';
import { contextIn } from './earlier-searches.ts';
import { prepareInMemory, runInMemory, textAt } from './run-in-memory.ts';

const later = '20260102-000000-later';
const keys = searchKeys(later);

/** The leaderboard of a search that finds nothing known. */
async function undisturbed(input: Partial<SpecInput>): Promise<string> {
  const context = contextIn();
  await runInMemory(input, context, later);
  return textAt(context.store, keys.leaderboard);
}

async function afterAnother(first: Partial<SpecInput>): Promise<ArtifactStore> {
  const { store, ...context } = contextIn();
  await runInMemory(first, { store, ...context });
  return store;
}

async function deleteAll(store: ArtifactStore, prefix: string): Promise<void> {
  for (const key of await store.list(prefix)) await store.delete(key);
}
const earlier = 'searches/20260101-';

const halving: Partial<SpecInput> = { stopping: { rule: 'halving' } };

describe('trials that an earlier search has', () => {
  it.each<[string, Partial<SpecInput>, Partial<SpecInput>]>([
    ['more trials', {}, { budget: { trials: 30, epochs: 9 } }],
    ['fewer trials: all are known', {}, { budget: { trials: 12, epochs: 9 } }],
    ['folds', { validation: { folds: 3 } }, { validation: { folds: 3 }, budget: { trials: 25, epochs: 9 } }],
    ['budgets', halving, { ...halving, budget: { trials: 40, epochs: 9 } }],
    ['budgets, the earlier of one only', {}, { ...halving, budget: { trials: 40, epochs: 9 } }],
    [
      'budgets in rounds',
      { ...halving, budget: { trials: 27, epochs: 9 } },
      { ...halving, budget: { trials: 27, epochs: 9, roundTrials: 9 } },
    ],
  ])('are not trained again, and change no result: %s', async (_name, first, second) => {
    const store = memoryStore();
    const one = contextIn(store);
    await runInMemory(first, one);
    const other = contextIn(store);
    await runInMemory(second, other, later);
    expect(await textAt(store, keys.leaderboard)).toBe(await undisturbed(second));
    const both = [...one.trained, ...other.trained];
    expect(new Set(both).size).toBe(both.length);
    const alone = contextIn();
    await runInMemory(second, alone, later);
    const known = alone.trained.filter((id) => one.trained.includes(id));
    expect(known.length).toBeGreaterThan(0);
    expect(other.trained).toHaveLength(alone.trained.length - known.length);
    const told = other.events.flatMap((event) => (event.type === 'planned' ? (event.known?.trials ?? 0) : []));
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(known.length);
  });

  it('are trained where the earlier search is gone, before and after a cut at any write', async () => {
    const second = { ...halving, budget: { trials: 40, epochs: 9 } };
    const expected = await undisturbed(second);
    for (let cut = 1; cut < 140; cut += 13) {
      const store = await afterAnother(halving);
      await runInMemory(second, contextIn(failingAfter(store, cut)), later).catch(() => undefined);
      await deleteAll(store, earlier);
      await runInMemory(second, contextIn(store), later);
      expect(await textAt(store, keys.leaderboard)).toBe(expected);
    }
  });

  it('are trained where what is left of it cannot be read', async () => {
    const store = await afterAnother({});
    for (const key of await store.list(earlier)) {
      if (key.endsWith('result.json')) await store.write(key, '{');
    }
    const context = contextIn(store);
    await runInMemory({}, context, later);
    expect(context.trained).toHaveLength(20);
    for (const key of await store.list(memoryRoot)) await store.write(key, '{}');
    await runInMemory({}, contextIn(store), 'third');
    expect(await store.read(searchKeys('third').memory)).toBeUndefined();
  });

  it.each<[string, Partial<SpecInput>, 'native' | 'wasm']>([
    ['no cache is wanted', { cache: false }, 'wasm'],
    ['the seed is another', { seed: 1 }, 'wasm'],
    ['another metric chooses the best epoch', { metric: 'logLikelihood' }, 'wasm'],
    ['schedules run over more epochs', { budget: { trials: 20, epochs: 27 }, ...halving }, 'wasm'],
    ['trials end early by another rule', { earlyStopping: 0 }, 'wasm'],
    ['the engine is another', {}, 'native'],
  ])('are not taken where %s', async (_why, second, engine) => {
    const store = await afterAnother(second.stopping === undefined ? {} : halving);
    const context = contextIn(store, { engine });
    await runInMemory(second, context, later);
    const alone = contextIn(memoryStore(), { engine });
    await runInMemory(second, alone, later);
    expect(context.trained).toEqual(alone.trained);
  });

  it('are taken where they diverged, not where their machine was to blame', async () => {
    const store = memoryStore();
    const space: SpecInput['space'] = {
      mood: { type: 'choice', options: ['well', 'diverges'] },
      width: { type: 'integer', low: 1, high: 64 },
    };
    let fails = true;
    const beforePack = () => {
      if (fails) throw new Error('out of memory');
    };
    // The first round is lost to a small machine, the second is not.
    const input: Partial<SpecInput> = { space, budget: { trials: 20, epochs: 9, roundTrials: 10 } };
    const one = contextIn(store, {
      beforePack() {
        if (one.trained.length <= 10) beforePack();
      },
    });
    await runInMemory(input, one);
    fails = false;
    const other = contextIn(store);
    await runInMemory(input, other, later);
    expect(other.trained.toSorted()).toEqual(one.trained.slice(0, 10).toSorted());
    const { trials } = await readArtifact(store, keys.plan(1), planSchema);
    expect(trials.some(({ candidate }) => candidate['mood'] === 'diverges')).toBe(true);
    expect(trials.every(({ knownFrom }) => knownFrom !== undefined)).toBe(true);
  });

  it('cost nothing of a limit of dollars', async () => {
    const budget = { trials: 2000, epochs: 100 };
    const planned = async (store: ArtifactStore) => {
      const context = contextIn(store);
      await prepareInMemory({ budget: { ...budget, dollars: 0.006 } }, context, later);
      await plan({ searchId: later, round: 0 }, { ...context, deployment: deploymentSchema.parse(deployment) });
      return readArtifact(store, keys.plan(0), planSchema);
    };
    const alone = await planned(memoryStore());
    const store = await afterAnother({ budget: { trials: 300, epochs: 100 } });
    const withKnown = await planned(store);
    expect(alone.trials.length).toBeLessThan(1000);
    expect(withKnown.trials.filter(({ knownFrom }) => knownFrom !== undefined)).toHaveLength(300);
    const paid = withKnown.packs.reduce((sum, pack) => sum + pack.trials.length, 0);
    expect(Math.abs(paid - alone.trials.length)).toBeLessThan(0.2 * alone.trials.length);
  });

  it('are looked for with one list and two reads an earlier search', async () => {
    const store = await afterAnother({ seed: 42, budget: { trials: 5, epochs: 9 } });
    const asked: string[] = [];
    const watched: ArtifactStore = {
      ...store,
      async read(key) {
        asked.push(`read ${key}`);
        return store.read(key);
      },
      async list(prefix) {
        asked.push(`list ${prefix}`);
        return store.list(prefix);
      },
    };
    const context = contextIn(watched);
    // No candidate of the other space is known.
    await prepareInMemory({ space: { width: { type: 'integer', low: 100, high: 900 } } }, context, later);
    await plan({ searchId: later, round: 0 }, context);
    const elsewhere = asked.filter((one) => !one.includes(later) && !one.includes('models/'));
    expect(elsewhere).toEqual([
      expect.stringMatching(/^list memory\/[0-9a-f]{16}\/$/),
      expect.stringMatching(/^read memory\/[0-9a-f]{16}\/20260101-000000-test.json$/),
      'read searches/20260101-000000-test/trials/index.json',
    ]);
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
