import { encodeRows } from '../data/encode-sealed.ts';
import { fileSource } from '../data/file-source.ts';
import { prepareDataset } from '../data/prepare-dataset.ts';
import { runSearch } from './run-search.ts';
import type { Search } from './search-request.ts';

/**
 * Finds the best model for a dataset on this machine: the steps of the search, with a pool of worker processes, over a folder.
 * A search of the same spec and data that is there, unfinished or finished, is gone on with. Throws as `Search` says.
 */
export const search: Search = (request) => runSearch(request, { openSource: fileSource, prepareDataset, encodeRows });
