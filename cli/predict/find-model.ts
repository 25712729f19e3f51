import { join, resolve } from 'node:path';
import { modelFolder, openModel, type UsableModel } from '../../local/saved-model.ts';
import { SearchError } from '../../shared/errors.ts';
import { modelKeys, searchKeys } from '../../shared/steps/keys.ts';
import { findSearch } from '../find-search.ts';
import { localSearches } from '../open-searches.ts';
import { openRemoteModel } from './remote-model.ts';

/**
 * The model that a person means: a folder that is about one, a place in a bucket, a search's id or its first letters, or a
 * dataset's name.
 * Throws SearchError NotFound, or InvalidModel where it cannot be read.
 */
export async function findModel(reference: string, output: string): Promise<UsableModel> {
  if (reference.startsWith('s3://')) return openRemoteModel(reference);
  const published = join(resolve(output), modelKeys(reference).root);
  const folder =
    (await modelFolder(reference)) ?? (await modelFolder(published)) ?? (await folderOfSearch(reference, output));
  return openModel(folder);
}

async function folderOfSearch(reference: string, output: string): Promise<string> {
  const { address, searchId } = await findSearch(reference, localSearches(output)).catch((cause: unknown) => {
    if (!(cause instanceof SearchError) || cause.name !== 'NotFound') throw cause;
    throw new SearchError('NotFound', `There is no model at ${JSON.stringify(reference)}, and no search of that id`, {
      wayOut: 'Give the folder of a result or of models/<dataset>, or an id that `show` lists',
      cause,
    });
  });
  return join(address, searchKeys(searchId).root);
}
