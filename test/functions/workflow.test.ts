import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { search } from '../../local/search.ts';
import { verdictSchema } from '../../shared/result.ts';
import { parseSpec, type SpecInput } from '../../shared/spec.ts';
import { championSchema } from '../../shared/steps/champion.ts';
import { writeSpec } from '../../shared/steps/settings.ts';
import { folderStore } from '../../storage/folder.ts';
import { loadFunctions, runWorkflow } from './workflow.ts';

const iris = new URL('../../examples/iris/iris.csv', import.meta.url);
const spec = (dataset: string, more: Partial<SpecInput> = {}) =>
  parseSpec({
    dataset,
    name: 'iris',
    engine: 'wasm',
    budget: { trials: 12, epochs: 9, roundTrials: 5 },
    seed: 7,
    ...more,
  });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelscout-functions-'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

it('finds through the functions what the laptop finds, byte for byte; then challenges the champion on new data', async () => {
  const address = join(folder, 'cloud');
  const store = folderStore(address);
  const call = await loadFunctions(address);
  const text = await readFile(iris, 'utf8');
  await store.write('datasets/iris/iris.csv', text);
  await writeSpec(store, 'first', spec('datasets/iris/iris.csv'));
  const { notice } = await runWorkflow(call, 'first');
  expect(notice).toMatchObject({ events: ['done'], subject: expect.stringContaining('iris') as string });

  const laptop = await search({
    spec: { ...spec(iris.pathname), dataset: iris.pathname },
    store: join(folder, 'laptop'),
    workers: 1,
  });
  const local = await readFile(join(laptop.resultFolder, 'leaderboard.json'), 'utf8');
  expect(new TextDecoder().decode(await store.read('searches/first/result/leaderboard.json'))).toBe(local);
  expect(JSON.parse(local)).toMatchObject({ rows: { length: 12 } });

  // Two thirds of the rows, in other columns' company: other sealed rows, which the champion is scored on by its own encoding.
  const fewer = text
    .split('\n')
    .filter((line, row) => line !== '' && row % 3 !== 1)
    .map((line, row) => `${row === 0 ? 'id' : `x${row % 7}`},${line}`);
  await store.write('datasets/iris/fewer.csv', fewer.join('\n'));
  await writeSpec(store, 'second', spec('datasets/iris/fewer.csv', { budget: { trials: 3, epochs: 1 } }));
  const second = await runWorkflow(call, 'second');
  const read = async (key: string): Promise<unknown> => JSON.parse(new TextDecoder().decode(await store.read(key)));
  const { champion } = verdictSchema.parse(await read('searches/second/result/verdict.json'));
  expect(champion).toMatchObject({ searchId: 'first', replaced: false });
  expect(champion?.score).toBeGreaterThan(0.5);
  expect(championSchema.parse(await read('models/iris/champion.json')).searchId).toBe('first');
  expect(second).toMatchObject({ notice: { message: expect.stringContaining('The champion stays, first') as string } });
});

it('records a failure that a person can read', async () => {
  const address = join(folder, 'failing');
  const store = folderStore(address);
  const call = await loadFunctions(address);
  await store.write('datasets/iris/iris.csv', 'a,a,b\n1,2,3\n');
  await writeSpec(store, 'bad', spec('datasets/iris/iris.csv'));
  const error = await call('prepare', { searchId: 'bad' }).then(
    () => undefined,
    (thrown: unknown) => thrown as Error,
  );
  expect(error).toMatchObject({
    name: 'InvalidDataset',
    message: expect.stringMatching(/two columns.*Rename one/) as string,
  });
  const cause = JSON.stringify({
    errorType: error?.name,
    errorMessage: error?.message,
    trace: error?.stack?.split('\n'),
  });
  expect(await call('fail', { searchId: 'bad', error: { Error: error?.name, Cause: cause } })).toMatchObject({
    notice: { events: ['failed'] },
  });
  const record: unknown = JSON.parse(new TextDecoder().decode(await store.read('datasets/iris/iris.csv.failure.json')));
  expect(record).toMatchObject({ searchId: 'bad', code: 'InvalidDataset', message: error?.message });
});

it.each([
  ['prepare', {}],
  ['plan', { searchId: '../x', round: 0 }],
  ['train', { searchId: 'x', round: -1, pack: 0 }],
  ['collect', { searchId: 'x' }],
  ['publish', null],
  ['fail', { searchId: 'x/y', error: {} }],
  ['record-lost', { searchId: 'x', round: 0, pack: 0 }],
] as const)('refuses to %s what is no input: %j', async (step, event) => {
  const call = await loadFunctions(join(folder, 'none'));
  await expect(call(step, event as unknown as object)).rejects.toMatchObject({ name: 'InvalidSpec' });
});
