import { reopen } from '../../shared/steps/go-on.ts';
import type { Cloud } from '../cloud/open-cloud.ts';
import type { FoundSearch } from '../find-search.ts';

export interface FoundInCloud extends FoundSearch {
  readonly cloud: Cloud;
}

/** Starts the workflow of a search that nobody is at: anew, or from where it was. Throws SearchError CloudUnavailable. */
export async function goOnInCloud({ cloud, store, searchId }: FoundInCloud): Promise<void> {
  await reopen(store, searchId, { idle: true });
  const { startSearch } = await import('../../cloud/start-search.ts');
  const { stateMachineArn } = cloud.stack;
  await startSearch({ stateMachineArn, searchId, again: true }, cloud.clients.stepFunctions);
}
