import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SearchEvent } from '../../shared/steps/context.ts';
import { folderStore } from '../../storage/folder.ts';
import { fakeSearch, smallSpec } from './fake-search.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'search-'));
const leaderboardOf = (resultFolder: string) => readFile(join(resultFolder, 'leaderboard.json'), 'utf8');

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Processes that trained packs, in order. */
async function trainersIn(log: string): Promise<number[]> {
  const lines = await readFile(log, 'utf8').catch(() => '');
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number(line.split(' ')[0]));
}

afterEach(() => vi.unstubAllEnvs());

describe('search', () => {
  it('leaves everything a user is promised in the result folder', async () => {
    const store = await newFolder();
    const events: SearchEvent[] = [];
    const outcome = await fakeSearch({ store, workers: 2, onEvent: (event) => events.push(event) });
    expect(outcome).toMatchObject({ resumed: false, alreadyFinished: false });
    expect(outcome.searchId).toMatch(/^\d{8}-\d{6}-[0-9a-f]{16}$/);
    expect(outcome.resultFolder).toBe(join(store, 'searches', outcome.searchId, 'result'));
    const keys = await folderStore(store).list(`searches/${outcome.searchId}/result/`);
    expect(keys.map((key) => key.split('/result/')[1])).toEqual([
      'leaderboard.csv',
      'leaderboard.json',
      'model-card.md',
      'model/model.json',
      'model/preprocessing.json',
      'model/weights.bin',
      'report.html',
      'verdict.json',
    ]);
    expect(await folderStore(store).list('models/flowers/champion.json')).toHaveLength(1);
    expect(await folderStore(store).list('locks/')).toEqual([]);
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['started', 'prepared', 'planned', 'pack-progress', 'pack-done', 'collected', 'ending', 'published']),
    );
  });

  it('gives a finished search back without a worker, also under another output and worker count', async () => {
    const store = await newFolder();
    const first = await fakeSearch({ store, workers: 1 });
    vi.stubEnv('FAKE_LOG', join(store, 'log'));
    const again = await fakeSearch({ store, workers: 3, spec: { ...smallSpec, output: 'elsewhere', workers: 2 } });
    expect(again).toMatchObject({ searchId: first.searchId, resumed: true, alreadyFinished: true });
    expect(again.verdict).toEqual(first.verdict);
    expect(await trainersIn(join(store, 'log'))).toEqual([]);
  });

  it('begins anew where it is told to, and for another spec', async () => {
    const store = await newFolder();
    const first = await fakeSearch({ store });
    const fresh = await fakeSearch({ store, fresh: true });
    expect(fresh).toMatchObject({ resumed: false });
    expect(fresh.searchId).not.toBe(first.searchId);
    expect(await leaderboardOf(fresh.resultFolder)).toBe(await leaderboardOf(first.resultFolder));
    const other = await fakeSearch({ store, spec: { ...smallSpec, seed: 7 } });
    expect(other.resumed).toBe(false);
    expect((await fakeSearch({ store })).searchId).toBe(fresh.searchId);
  });

  it('is interrupted by its signal, leaves no process, and goes on to the same leaderboard', async () => {
    vi.stubEnv('FAKE_PACK_MILLISECONDS', '30');
    const [whole, store] = [await newFolder(), await newFolder()];
    const expected = await fakeSearch({ store: whole });
    vi.stubEnv('FAKE_LOG', join(store, 'log'));
    const controller = new AbortController();
    const onEvent = (event: SearchEvent): void => {
      if (event.type === 'pack-done' && event.round === 1) controller.abort();
    };
    await expect(fakeSearch({ store, workers: 2, signal: controller.signal, onEvent })).rejects.toMatchObject({
      name: 'Interrupted',
      wayOut: expect.stringContaining('same command') as string,
    });
    for (const pid of await trainersIn(join(store, 'log'))) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await folderStore(store).list('locks/')).toEqual([]);
    const resumed = await fakeSearch({ store });
    expect(resumed).toMatchObject({ resumed: true, alreadyFinished: false });
    expect(await leaderboardOf(resumed.resultFolder)).toBe(await leaderboardOf(expected.resultFolder));
    await expect(fakeSearch({ store: whole, signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'Interrupted',
    });
  });

  it('is run by one process at a time', async () => {
    vi.stubEnv('FAKE_PACK_MILLISECONDS', '300');
    const store = await newFolder();
    const { promise: planned, resolve } = withResolvers();
    const running = fakeSearch({ store, onEvent: ({ type }) => type === 'planned' && resolve() });
    await planned;
    await expect(fakeSearch({ store })).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining(`Process ${process.pid}`) as string,
    });
    const other = await fakeSearch({ store, spec: { ...smallSpec, seed: 7 } });
    expect((await running).searchId).not.toBe(other.searchId);
  });

  it('survives workers that are killed', async () => {
    vi.stubEnv('FAKE_PACK_MILLISECONDS', '200');
    const [whole, store] = [await newFolder(), await newFolder()];
    const expected = await fakeSearch({ store: whole });
    vi.stubEnv('FAKE_LOG', join(store, 'log'));
    const lost: SearchEvent[] = [];
    const running = fakeSearch({
      store,
      workers: 2,
      onEvent: (event) => event.type === 'worker-lost' && lost.push(event),
    });
    const killed = new Set<number>();
    while (killed.size < 2) {
      const pids = await trainersIn(join(store, 'log'));
      const pid = pids.at(-1);
      if (pid !== undefined && !killed.has(pid)) {
        process.kill(pid, 'SIGKILL');
        killed.add(pid);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const outcome = await running;
    expect(lost.length).toBeGreaterThanOrEqual(2);
    expect(lost[0]).toMatchObject({ message: expect.stringContaining('SIGKILL') as string });
    expect(await leaderboardOf(outcome.resultFolder)).toBe(await leaderboardOf(expected.resultFolder));
  });

  it('records the candidates of a pack as lost that takes its worker down every time', async () => {
    vi.stubEnv('FAKE_DEADLY_DEPTH', '3');
    const store = await newFolder();
    const spec = {
      ...smallSpec,
      stopping: { rule: 'none' as const },
      budget: { trials: 12, epochs: 3, roundTrials: 1 },
      validation: {},
    };
    const { verdict, resultFolder } = await fakeSearch({ store, spec });
    const { rows, failed } = JSON.parse(await leaderboardOf(resultFolder)) as {
      rows: { candidate: { depth: number } }[];
      failed: { reason: string; candidate: { depth: number } }[];
    };
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ reason, candidate }) => reason === 'lost' && candidate.depth === 3)).toBe(true);
    expect(rows.some(({ candidate }) => candidate.depth === 3)).toBe(false);
    expect(verdict.candidates).toEqual({ completed: rows.length, failed: failed.length, stopped: 0 });
  }, 60_000);

  it('takes the engine that is there, and says so where the one asked for is not', async () => {
    const store = await newFolder();
    const { searchId } = await fakeSearch({ store, spec: { ...smallSpec, engine: undefined } });
    expect(await readFile(join(store, 'searches', searchId, 'engine.json'), 'utf8')).toContain('wasm');
    await expect(fakeSearch({ store, spec: { ...smallSpec, engine: 'native' } })).rejects.toMatchObject({
      name: 'EngineUnavailable',
      wayOut: 'Use wasm',
    });
  });

  it.each([
    ['memory:', { store: 'memory:' }, 'InvalidSpec'],
    ['an unknown strategy', { spec: { ...smallSpec, strategy: 'guess' as 'grid' } }, 'InvalidSpec'],
    ['a metric of another task', { spec: { ...smallSpec, metric: 'rmse' as const } }, 'InvalidSpec'],
    ['a folder that is a file', { store: new URL(import.meta.url).pathname }, 'StoreUnavailable'],
  ])('refuses %s by name', async (_what, request, name) => {
    await expect(fakeSearch({ store: await newFolder(), ...request })).rejects.toMatchObject({ name });
  });
});
