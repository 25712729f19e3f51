import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { type Candidate, candidateId, candidateSchema } from '../candidate.ts';
import { SearchError } from '../errors.ts';
import { readHistory } from './history.ts';
import { searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { checkCandidates } from './own-candidates.ts';
import { readArtifact } from './read-artifact.ts';
import { readPreparedSearch } from './settings.ts';

/** Candidates that a search may be given after it began, in all. */
const mostAdded = 1000;

/** The candidates that were added to the search by hand, in their order. Throws SearchError ArtifactCorrupt. */
export async function readAdded(store: ArtifactStore, searchId: string): Promise<Candidate[]> {
  const keys = await store.list(searchKeys(searchId).addedFolder);
  return mapConcurrently(keys, (key) => readArtifact(store, key, candidateSchema));
}

/**
 * Gives a search that is prepared these candidates to try, each above its limit of trials; a search that has ended is to be
 * reopened. Throws SearchError InvalidSpec for what is no network of the family, breaks a bound on costs, or is there or tried already, ArtifactMissing
 * before the search is prepared. `memoryMiB`: what the search's packs can have, where that is known.
 */
export async function addCandidates(
  store: ArtifactStore,
  searchId: string,
  input: readonly unknown[],
  memoryMiB?: number,
): Promise<void> {
  const search = await readPreparedSearch(store, searchId);
  const candidates = input.map((one, index) => parseCandidate(one, index));
  checkCandidates(candidates, { ...search, memoryMiB });
  const there = await readAdded(store, searchId);
  const known = new Set(
    [...(await readHistory(store, searchId)).map(({ candidate }) => candidate), ...there].map(candidateId),
  );
  for (const candidate of candidates) {
    const id = candidateId(candidate);
    if (known.has(id)) {
      throw new SearchError('InvalidSpec', `The search has the candidate ${id} already`, {
        wayOut: `See what came of it: show --trial ${id}`,
      });
    }
    known.add(id);
  }
  if (there.length + candidates.length > mostAdded) {
    throw new SearchError('InvalidSpec', `A search takes ${mostAdded} candidates by hand; it has ${there.length}`, {
      wayOut: 'Begin another with --candidates',
    });
  }
  const { added } = searchKeys(searchId);
  let place = there.length;
  for (const candidate of candidates) {
    // Somebody else may add at the same time: each takes the next place that is free.
    while (!(await writeJson(store, added(place), candidate, { ifAbsent: true }))) place++;
  }
}

function parseCandidate(value: unknown, index: number): Candidate {
  const parsed = candidateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SearchError('InvalidSpec', `This is no candidate: ${z.prettifyError(parsed.error)}`, {
    place: { key: `candidates.${index}` },
    wayOut: 'Write an object of parameters: {"depth": 1, "width.1": 16, "learningRate": 0.01}',
    cause: parsed.error,
  });
}
