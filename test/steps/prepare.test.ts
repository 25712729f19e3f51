import { expect, it } from 'vitest';
import { readJson, writeJson } from '../../shared/artifact-store.ts';
import { SearchError } from '../../shared/errors.ts';
import { modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { opponentFeaturesKey, opponentKey } from '../../shared/steps/opponent.ts';
import { prepare } from '../../shared/steps/prepare.ts';
import { readDeadline, readPreparedSearch, writeSpec } from '../../shared/steps/settings.ts';
import { fakePrepareDataset } from './fake-dataset.ts';
import { prepareInMemory, searchId, specOf, testContext } from './run-in-memory.ts';

const keys = searchKeys(searchId);

it('writes the spec as asked for, and the settings with all that the data decided', async () => {
  const context = testContext();
  await writeSpec(context.store, searchId, specOf({ space: undefined, validation: { folds: 3 } }));
  expect(await prepare({ searchId }, context)).toEqual({ searchId, round: 0 });
  expect(context.events).toEqual([{ type: 'prepared', searchId, rows: 90, featureShape: [2] }]);
  expect(await readJson(context.store, keys.spec)).not.toHaveProperty('metric');
  const { settings, dataset } = await readPreparedSearch(context.store, searchId);
  expect(settings).toMatchObject({ metric: 'accuracy', task: 'multiclass', target: 'species' });
  expect(Object.keys(settings.space)).toContain('learningRate');
  expect(dataset.folds).toBe(3);
  const written = (await context.store.list(`${keys.root}/`)).map((key) => key.slice(keys.root.length + 1));
  const arrays = (folder: string) =>
    ['features.f32', 'header.json', 'targets.f32', 'training.i32', 'validation.i32'].map(
      (name) => `data/${folder}/${name}`,
    );
  expect(written).toEqual(
    [
      ...['fold-0', 'fold-1', 'fold-2', 'refit'].flatMap(arrays),
      'data/dataset.json',
      'data/preprocessing.json',
      'data/settings.json',
      'spec.json',
      'state.json',
      ...['features.f32', 'header.json', 'row-numbers.i32', 'targets.f32'].map((name) => `sealed/${name}`),
    ].sort(),
  );
});

it('prepares once: again reads nothing and keeps the start', async () => {
  let prepared = 0;
  let time = 1000;
  const context = {
    ...testContext({ now: () => time++ }),
    prepareDataset: (...of: Parameters<typeof fakePrepareDataset>) => {
      prepared++;
      return fakePrepareDataset(...of);
    },
  };
  await writeSpec(context.store, searchId, specOf({ budget: { seconds: 10 } }));
  const first = await prepare({ searchId }, context);
  expect(await prepare({ searchId }, context)).toEqual(first);
  expect(prepared).toBe(1);
  const { settings } = await readPreparedSearch(context.store, searchId);
  expect(await readDeadline(context.store, searchId, settings)).toBe(11_000);
});

it.each([
  ['a metric of another task', { metric: 'rmse' } as const, 'InvalidSpec'],
  ['another engine than the one here', { engine: 'native' } as const, 'EngineUnavailable'],
])('refuses %s, and is not prepared then', async (_what, input, name) => {
  const context = { ...testContext(), engine: 'wasm' as const };
  await writeSpec(context.store, searchId, specOf(input));
  await expect(prepare({ searchId }, context)).rejects.toMatchObject({ name });
  await expect(readPreparedSearch(context.store, searchId)).rejects.toMatchObject({ name: 'ArtifactMissing' });
});

it('refuses a search id that walks away, and one that nobody began', async () => {
  await expect(prepare({ searchId: '../x' }, testContext())).rejects.toMatchObject({ name: 'InvalidSpec' });
  await expect(prepare({ searchId }, testContext())).rejects.toMatchObject({ name: 'ArtifactMissing' });
});

it('keeps to the engine that the search began with', async () => {
  const context = testContext();
  await writeSpec(context.store, searchId, specOf());
  await prepare({ searchId }, { ...context, engine: 'wasm' });
  await expect(prepare({ searchId }, { ...context, engine: 'native' })).rejects.toMatchObject({
    name: 'EngineUnavailable',
    message: expect.stringContaining('began with the wasm engine') as string,
  });
});

it('gives the first round that is not collected whole', async () => {
  const context = testContext();
  const { store } = context;
  await writeSpec(store, searchId, specOf());
  await store.write(keys.observations(0), '');
  await store.write(keys.observations(1), '');
  expect(await prepare({ searchId }, context)).toEqual({ searchId, round: 2 });
  await store.write(keys.snapshot(1, 3), 'paused');
  expect(await prepare({ searchId }, context)).toEqual({ searchId, round: 1 });
});

const published = {
  searchId: 'before',
  model: 'models/flowers/before',
  target: 'species',
  metric: 'accuracy',
  score: 0.5,
  data: 'other data',
};
const preprocessing = {
  version: 2,
  kind: 'table',
  task: 'multiclass',
  target: 'species',
  classes: ['class 0', 'class 1', 'class 2'],
  featureShape: [2],
  features: ['a', 'b'],
  columns: [],
};

it('encodes the sealed rows for the champion, by its own preprocessing', async () => {
  const context = testContext();
  const { store } = context;
  await writeJson(store, modelKeys('flowers').champion, published);
  await writeJson(store, `${published.model}/preprocessing.json`, preprocessing);
  await prepareInMemory({}, context);
  expect(await readJson(store, opponentKey(searchId))).toEqual({ champion: published, features: 60 });
  expect((await store.read(opponentFeaturesKey(searchId)))?.byteLength).toBe(240);
});

it('says why where the data lacks a column of the champion’s', async () => {
  const context = testContext();
  await writeJson(context.store, modelKeys('flowers').champion, published);
  await writeJson(context.store, `${published.model}/preprocessing.json`, preprocessing);
  const encodeRows = () => Promise.reject(new SearchError('InvalidDataset', 'The column "c" is not there'));
  await prepareInMemory({}, { ...context, encodeRows });
  expect(await readJson(context.store, opponentKey(searchId))).toEqual({
    champion: published,
    why: 'The column "c" is not there',
  });
  expect(await context.store.read(opponentFeaturesKey(searchId))).toBeUndefined();
});
