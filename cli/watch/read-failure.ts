import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { SearchError } from '../../shared/errors.ts';
import { failureSchema } from '../../shared/steps/failure.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { findArtifact } from '../../shared/steps/read-artifact.ts';
import { errorCodes } from '../exit-codes.ts';

/** What a search in the cloud failed with for good, as the error that it is; undefined where it did not. */
export async function readFailure(store: ArtifactStore, searchId: string): Promise<SearchError | undefined> {
  const failure = await findArtifact(store, searchKeys(searchId).failure, failureSchema);
  if (failure === undefined) return undefined;
  const code = errorCodes.find((known) => known === failure.code) ?? 'SearchFailed';
  return new SearchError(code, `The search ${searchId} failed: ${failure.message}`);
}
