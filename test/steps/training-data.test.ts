import { expect, it } from 'vitest';
import { parseSpec } from '../../shared/spec.ts';
import {
  readSealedRows,
  readTrainingData,
  writeSealedRows,
  writeTrainingData,
} from '../../shared/steps/training-data.ts';
import { memoryStore } from '../../storage/memory.ts';
import { fakePrepareDataset, textSource } from './fake-dataset.ts';

const dataset = await fakePrepareDataset(textSource('x.csv', ''), parseSpec({ dataset: 'x.csv', task: 'regression' }));

it('gives folds back as they were, parts of larger buffers too', async () => {
  const store = memoryStore();
  const fold = dataset.fold(0);
  const part = new Float32Array([9, ...fold.targets, 9]).subarray(1, -1);
  await writeTrainingData(store, 'fold', { ...fold, targets: part });
  expect(await readTrainingData(store, 'fold')).toMatchObject({ ...fold });
});

it('gives refit data without validation rows and sealed rows back', async () => {
  const store = memoryStore();
  const { data } = dataset.refit();
  await writeTrainingData(store, 'refit', data);
  expect((await readTrainingData(store, 'refit')).validation).toHaveLength(0);
  await writeSealedRows(store, 'sealed', dataset.sealed());
  expect(await readSealedRows(store, 'sealed')).toEqual(dataset.sealed());
});

it('gives several answers a row back, and what is known of a series', async () => {
  const store = memoryStore();
  const fold = {
    ...dataset.fold(0),
    outputs: 2,
    targets: Float32Array.from({ length: 120 }, (_, at) => at),
    series: { season: 7 },
  };
  await writeTrainingData(store, 'fold', fold);
  expect(await readTrainingData(store, 'fold')).toMatchObject(fold);
  const sealed = { ...dataset.sealed(), targets: Float32Array.from({ length: 60 }, (_, at) => at) };
  await writeSealedRows(store, 'sealed', sealed);
  expect(await readSealedRows(store, 'sealed')).toEqual(sealed);
});

it('reads from bytes that begin at any address', async () => {
  const store = memoryStore();
  await writeTrainingData(store, 'fold', dataset.fold(0));
  const odd = {
    ...store,
    read: async (key: string) => {
      const bytes = await store.read(key);
      return bytes && new Uint8Array([0, ...bytes]).subarray(1);
    },
  };
  expect((await readTrainingData(odd, 'fold')).features).toEqual(dataset.fold(0).features);
});

it('says ArtifactCorrupt of an array that was cut short, and ArtifactMissing of one that is gone', async () => {
  const store = memoryStore();
  await writeTrainingData(store, 'fold', dataset.fold(0));
  await store.write('fold/features.f32', new Uint8Array(7));
  await expect(readTrainingData(store, 'fold')).rejects.toMatchObject({ name: 'ArtifactCorrupt' });
  await store.delete('fold/features.f32');
  await expect(readTrainingData(store, 'fold')).rejects.toMatchObject({ name: 'ArtifactMissing' });
});
