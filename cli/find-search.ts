import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { ArtifactStore } from '../shared/artifact-store.ts';
import { SearchError } from '../shared/errors.ts';
import { openStore } from '../storage/index.ts';

/** A search, and the store that it lies in. */
export interface FoundSearch {
  /** The store's folder. */
  readonly folder: string;
  readonly store: ArtifactStore;
  readonly searchId: string;
}

/** Ids of all searches in the store, oldest first, each with what it hashes its content to. */
export async function listSearches(store: ArtifactStore): Promise<{ searchId: string; content: string }[]> {
  const keys = await store.list('index/');
  const found = keys.map((key) => {
    const [, content = '', file = ''] = key.split('/');
    return { searchId: file.replace(/\.json$/, ''), content };
  });
  return found.sort((left, right) => (left.searchId < right.searchId ? -1 : 1));
}

/**
 * The search that a person means: a folder (of the search, its result, or a store), an id or its first letters; the newest
 * one where nothing is said. Throws SearchError NotFound.
 */
export async function findSearch(reference: string | undefined, output: string): Promise<FoundSearch> {
  if (reference === undefined) return newestOf(output);
  const path = resolve(reference);
  if (existsSync(path)) {
    const search = basename(path) === 'result' ? dirname(path) : path;
    if (basename(dirname(search)) === 'searches') {
      const folder = dirname(dirname(search));
      return { folder, store: openStore(folder), searchId: basename(search) };
    }
    if (existsSync(join(path, 'searches'))) return newestOf(path);
  }
  const store = openStore(output);
  const found = (await listSearches(store)).filter(({ searchId }) => searchId.startsWith(reference));
  const [first, second] = found;
  if (first !== undefined && second === undefined) return { folder: resolve(output), store, searchId: first.searchId };
  throw first === undefined
    ? notFound(`There is no search ${JSON.stringify(reference)} in ${output}`)
    : notFound(`${JSON.stringify(reference)} is the beginning of ${found.length} searches in ${output}`);
}

async function newestOf(output: string): Promise<FoundSearch> {
  const store = openStore(output);
  const newest = (await listSearches(store)).at(-1);
  if (newest === undefined) throw notFound(`There are no searches in ${output}`);
  return { folder: resolve(output), store, searchId: newest.searchId };
}

const notFound = (message: string): SearchError =>
  new SearchError('NotFound', message, {
    wayOut: '`show` lists the searches; --output says which folder they lie in',
  });
