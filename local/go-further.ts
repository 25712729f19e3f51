import { resolve } from 'node:path';
import type { ArtifactStore } from '../shared/artifact-store.ts';
import type { Candidate } from '../shared/candidate.ts';
import { SearchError } from '../shared/errors.ts';
import { addCandidates as add } from '../shared/steps/added.ts';
import { reopen } from '../shared/steps/go-on.ts';
import { type Limits, raiseLimits } from '../shared/steps/raise-limit.ts';
import { openStore } from '../storage/index.ts';
import { machineMiB } from './machine-memory.ts';
import { isLocked } from './search-lock.ts';

/** A search on this machine. */
export interface SearchThere {
  readonly searchId: string;
  /** Folder of the artifact store. */
  readonly store: string;
}

/**
 * Gives a search candidates to try next, each above its limit of trials. A running one takes them in its next round; one that
 * has ended goes on when `search` is called with its spec again. Throws SearchError InvalidSpec for what is no network, is
 * tried already or needs more memory than there is, ArtifactMissing where there is no such search.
 */
export async function addCandidates(search: SearchThere, candidates: readonly Candidate[]): Promise<void> {
  const store = openStore(resolve(search.store));
  await add(store, search.searchId, candidates, machineMiB());
  if (!(await isAtWork(store, search.searchId))) await reopen(store, search.searchId, { idle: true });
}

/**
 * Lets a search that has ended go further: all that it did stays, and `search` with its spec (the one that it began with) goes
 * on with it. Throws SearchError InvalidSpec where a limit is not raised or somebody is at the search, ArtifactMissing where
 * there is no such search.
 */
export async function extendSearch(search: SearchThere, limits: Limits): Promise<void> {
  const store = openStore(resolve(search.store));
  if (await isAtWork(store, search.searchId)) {
    throw new SearchError('InvalidSpec', `The search ${search.searchId} is running`, {
      wayOut: 'Extend it when it has ended',
    });
  }
  await raiseLimits(store, search.searchId, limits, Date.now());
  await reopen(store, search.searchId, { idle: true });
}

/** A search's lock has the name of what its id hashes. */
const isAtWork = (store: ArtifactStore, searchId: string): Promise<boolean> =>
  isLocked(store, searchId.split('-').at(-1) ?? '');
