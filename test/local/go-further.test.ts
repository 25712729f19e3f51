import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addCandidates, extendSearch } from '../../local/go-further.ts';
import { acquireLock } from '../../local/search-lock.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { folderStore } from '../../storage/folder.ts';
import { fakeSearch } from './fake-search.ts';

let store: string;
beforeAll(async () => {
  store = await mkdtemp(join(tmpdir(), 'modelscout-further-'));
});
afterAll(() => rm(store, { recursive: true, force: true }));

it('extends a search, and gives it candidates, for its spec to go on with', async () => {
  const spec = { dataset: 'flowers.csv', space: { width: { type: 'integer', low: 1, high: 64 } } } as const;
  const request = { spec: { ...spec, budget: { trials: 5, epochs: 3 } }, store, workers: 1 };
  const { searchId } = await fakeSearch(request);
  const there = { searchId, store };
  await extendSearch(there, { trials: 8 });
  const added = { width: 100 };
  await addCandidates(there, [added]);
  const further = await fakeSearch(request);
  expect(further).toMatchObject({ searchId, resumed: true, alreadyFinished: false });
  expect(further.verdict.candidates.completed).toBe(9);
  const history = await readHistory(folderStore(store), searchId);
  expect(history[5]).toMatchObject({ candidate: added, origin: { why: 'added by hand' } });

  const release = await acquireLock(folderStore(store), searchId.split('-').at(-1) ?? '');
  await expect(extendSearch(there, { trials: 20 })).rejects.toThrow('is running');
  await addCandidates(there, [{ width: 101 }]);
  // It is in use: its verdict is not taken from whoever is at it.
  expect(await isFinished(searchId)).toBe(true);
  await release();
  await expect(addCandidates({ ...there, searchId: 'none' }, [added])).rejects.toMatchObject({
    name: 'ArtifactMissing',
  });
});

const isFinished = async (searchId: string): Promise<boolean> =>
  (await folderStore(store).read(`searches/${searchId}/result/verdict.json`)) !== undefined;
