import { runSearch } from '../../local/run-search.ts';
import type { SearchOutcome, SearchRequest } from '../../local/search-request.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { fakeEncodeRows, fakePrepareDataset, textSource } from '../steps/fake-dataset.ts';

/** A search with real processes and a real folder, but invented data and training. */
export const fakeSearch = (request: Partial<SearchRequest> & { readonly store: string }): Promise<SearchOutcome> =>
  runSearch(
    { spec: smallSpec, trainerModule: new URL('fake-trainer-module.ts', import.meta.url).href, ...request },
    {
      openSource: async (name) => textSource(name, 'a,b,species'),
      prepareDataset: fakePrepareDataset,
      encodeRows: fakeEncodeRows,
    },
  );

export const smallSpec: SpecInput = {
  dataset: 'flowers.csv',
  space: {
    depth: { type: 'integer', low: 0, high: 3 },
    learningRate: { type: 'logUniform', low: 0.001, high: 0.1 },
  },
  stopping: { rule: 'halving' },
  budget: { trials: 27, epochs: 9 },
  validation: { folds: 2 },
  engine: 'wasm',
};
