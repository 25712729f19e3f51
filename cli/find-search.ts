import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SearchError } from '../shared/errors.ts';
import { shownAddress } from './artifact-path.ts';
import { localSearches, type Searches } from './open-searches.ts';

/** A search, and where it lies. */
export interface FoundSearch extends Searches {
  readonly searchId: string;
}

/** Ids of all searches, oldest first. */
export async function listSearches({ store, cloud }: Searches): Promise<string[]> {
  if (cloud !== undefined) {
    // A search that an upload started is in no index.
    const { listSearchIds } = await import('../cloud/list-search-ids.ts');
    return listSearchIds(cloud.clients.s3, cloud.stack.bucket);
  }
  const entries = await store.list('index/');
  return entries.map((key) => basename(key, '.json')).sort();
}

/** What a search's id hashes: the name of its lock and of its place in the index. */
export const contentOf = (searchId: string): string => searchId.split('-').at(-1) ?? '';

/**
 * The search that a person means: a folder (of the search, its result, or a store), an id or its first letters; the newest
 * one where nothing is said. Throws SearchError NotFound.
 */
export async function findSearch(reference: string | undefined, searches: Searches): Promise<FoundSearch> {
  if (reference === undefined) return newestOf(searches);
  const path = resolve(reference);
  if (searches.cloud === undefined && existsSync(path)) {
    const search = basename(path) === 'result' ? dirname(path) : path;
    if (basename(dirname(search)) === 'searches') {
      return { ...localSearches(dirname(dirname(search))), searchId: basename(search) };
    }
    if (existsSync(join(path, 'searches'))) return newestOf(localSearches(path));
  }
  const { address } = searches;
  const found = (await listSearches(searches)).filter((searchId) => searchId.startsWith(reference));
  const [first, second] = found;
  if (first !== undefined && second === undefined) return { ...searches, searchId: first };
  throw first === undefined
    ? notFound(`There is no search ${JSON.stringify(reference)} in ${shownAddress(address)}`)
    : notFound(`${JSON.stringify(reference)} is the beginning of ${found.length} searches in ${shownAddress(address)}`);
}

async function newestOf(searches: Searches): Promise<FoundSearch> {
  const newest = (await listSearches(searches)).at(-1);
  if (newest === undefined) throw notFound(`There are no searches in ${shownAddress(searches.address)}`);
  return { ...searches, searchId: newest };
}

const notFound = (message: string): SearchError =>
  new SearchError('NotFound', message, {
    wayOut: '`list` shows the searches; --output says which folder they lie in, --cloud that they are in the cloud',
  });
