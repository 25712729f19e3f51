import type { ArtifactStore } from '../artifact-store.ts';
import { isOfCandidate, type Observation, observationSchema } from '../trial.ts';
import { searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { parseArtifact } from './read-artifact.ts';

/** Rounds read at a time. */
const atOnce = 16;

/** Candidates' observations of the collected rounds before `round`, oldest first. Throws SearchError ArtifactCorrupt. */
export const readHistory = async (store: ArtifactStore, searchId: string, round = Infinity): Promise<Observation[]> =>
  (await readWholeHistory(store, searchId, round)).filter(isOfCandidate);

/** The same with the relaxations, which only who plans and who tells of them looks at. */
export async function readWholeHistory(
  store: ArtifactStore,
  searchId: string,
  round = Infinity,
): Promise<Observation[]> {
  const rounds: Observation[][] = [];
  for (let from = 0; from < round; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, round - from) }, (_, index) => from + index);
    const read = await mapConcurrently(numbers, (number) => readObservations(store, searchId, number), atOnce);
    const end = read.indexOf(undefined);
    rounds.push(...read.slice(0, end === -1 ? read.length : end).filter((one) => one !== undefined));
    if (end !== -1) break;
  }
  return rounds.flat();
}

/** A round's observations; undefined before it is collected. Throws SearchError ArtifactCorrupt. */
export async function readObservations(
  store: ArtifactStore,
  searchId: string,
  round: number,
): Promise<Observation[] | undefined> {
  const key = searchKeys(searchId).observations(round);
  const bytes = await store.read(key);
  return bytes === undefined
    ? undefined
    : new TextDecoder()
        .decode(bytes)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => parseArtifact(key, line, observationSchema));
}

export async function writeObservations(
  store: ArtifactStore,
  searchId: string,
  { round, observations }: { readonly round: number; readonly observations: readonly Observation[] },
): Promise<void> {
  const lines = observations.map((observation) => `${JSON.stringify(observation)}\n`);
  await store.write(searchKeys(searchId).observations(round), lines.join(''));
}
