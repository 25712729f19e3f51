import { SearchError } from '../../shared/errors.ts';
import { championSchema } from '../../shared/steps/champion.ts';
import { modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { findArtifact } from '../../shared/steps/read-artifact.ts';
import { findSearch } from '../find-search.ts';
import type { Searches } from '../open-searches.ts';

export interface Fetched {
  /** Key of the folder that is copied; where it goes to below the local folder, too. */
  readonly root: string;
  /** Whole when the last one is there. */
  readonly keys: readonly string[];
}

/** The result of a search, or models/<name>: its champion. Throws SearchError NotFound. */
export const whatToFetch = (reference: string, searches: Searches): Promise<Fetched> =>
  reference.startsWith('models/') ? championOf(reference, searches) : resultOf(reference, searches);

async function championOf(reference: string, { store, address }: Searches): Promise<Fetched> {
  const keys = modelKeys(reference.slice('models/'.length).replace(/\/$/, ''));
  const champion = await findArtifact(store, keys.champion, championSchema);
  if (champion === undefined) {
    throw new SearchError('NotFound', `There is no model ${keys.root} in ${address}`, {
      wayOut: '`list --cloud` shows what was searched; a model is published when its search ends',
    });
  }
  return { root: keys.root, keys: [...(await store.list(`${champion.model}/`)), keys.champion] };
}

async function resultOf(reference: string, searches: Searches): Promise<Fetched> {
  const { store, searchId } = await findSearch(reference, searches);
  const { result, verdict } = searchKeys(searchId);
  const keys = await store.list(`${result}/`);
  if (!keys.includes(verdict)) {
    throw new SearchError('NotFound', `The search ${searchId} is not finished and has no result yet`, {
      wayOut: '`watch` shows how it goes; `stop` has what is done judged',
    });
  }
  return { root: result, keys: [...keys.filter((key) => key !== verdict), verdict] };
}
