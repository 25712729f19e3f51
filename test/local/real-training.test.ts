import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SearchRequest } from '../../local/search-request.ts';
import { fakeSearch } from './fake-search.ts';

/** With the test score that each reaches at least, of three classes: three epochs of eight candidates do not get far. */
const specs: [string, number, Partial<SearchRequest['spec']>][] = [
  ['halving', 0.8, { strategy: 'random', stopping: { rule: 'halving' }, budget: { trials: 24, epochs: 18 } }],
  ['a population', 0.6, { strategy: 'pbt', budget: { trials: 8, epochs: 3 } }],
];
const newFolder = () => mkdtemp(join(tmpdir(), 'real-'));
const bytesOf = (folder: string) =>
  Promise.all(
    ['leaderboard.json', 'leaderboard.csv', 'model/weights.bin'].map((name) => readFile(join(folder, name), 'hex')),
  );

it.each(specs)(
  'gives the same bytes with one worker and with two, and when it was interrupted between: %s',
  async (_name, least, own) => {
    const spec = { dataset: 'flowers.csv', validation: { folds: 2 }, ...own };
    const search = (store: string, rest: Partial<SearchRequest> = {}) =>
      fakeSearch({ store, spec, trainerModule: undefined, ...rest });
    const one = await search(await newFolder(), { workers: 1 });
    expect(one.verdict.test.value).toBeGreaterThan(least);
    const expected = await bytesOf(one.resultFolder);
    const two = await search(await newFolder(), { workers: 2 });
    expect(await bytesOf(two.resultFolder)).toEqual(expected);

    const store = await newFolder();
    for (const packsBefore of [1, 3]) {
      const controller = new AbortController();
      let packs = 0;
      const onEvent: SearchRequest['onEvent'] = ({ type }) => {
        if (type === 'pack-done' && ++packs === packsBefore) controller.abort();
      };
      await expect(search(store, { workers: 2, signal: controller.signal, onEvent })).rejects.toMatchObject({
        name: 'Interrupted',
      });
    }
    const resumed = await search(store, { workers: 2 });
    expect(resumed.resumed).toBe(true);
    expect(await bytesOf(resumed.resultFolder)).toEqual(expected);
  },
);
