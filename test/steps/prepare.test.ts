import { expect, it } from 'vitest';
import { readJson } from '../../shared/artifact-store.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { prepare } from '../../shared/steps/prepare.ts';
import { readDeadline, readPreparedSearch } from '../../shared/steps/settings.ts';
import { fakePrepareDataset } from './fake-dataset.ts';
import { searchId, specOf, testContext } from './run-in-memory.ts';

const keys = searchKeys(searchId);

it('writes the spec as asked for, and the settings with all that the data decided', async () => {
  const context = testContext();
  const spec = specOf({ space: undefined, validation: { folds: 3 } });
  expect(await prepare({ searchId, spec }, context)).toEqual({ searchId, rows: 90, features: 2 });
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
  const spec = specOf({ budget: { seconds: 10 } });
  const first = await prepare({ searchId, spec }, context);
  expect(await prepare({ searchId, spec }, context)).toEqual(first);
  expect(prepared).toBe(1);
  const { settings } = await readPreparedSearch(context.store, searchId);
  expect(await readDeadline(context.store, searchId, settings)).toBe(11_000);
});

it.each([
  ['a metric of another task', { searchId, spec: specOf({ metric: 'rmse' }) }, 'InvalidSpec'],
  ['a search id that walks away', { searchId: '../x', spec: specOf() }, 'InvalidSpec'],
])('refuses %s, and is not prepared then', async (_what, input, name) => {
  const context = testContext();
  await expect(prepare(input, context)).rejects.toMatchObject({ name });
  await expect(readPreparedSearch(context.store, searchId)).rejects.toMatchObject({ name: 'ArtifactMissing' });
});
