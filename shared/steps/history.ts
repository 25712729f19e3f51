import type { ArtifactStore } from '../artifact-store.ts';
import { type Observation, observationSchema } from '../trial.ts';
import { searchKeys } from './keys.ts';
import { parseArtifact } from './read-artifact.ts';

/** Observations of the rounds before `round`, oldest first. Throws SearchError ArtifactCorrupt. */
export async function readHistory(store: ArtifactStore, searchId: string, round = Infinity): Promise<Observation[]> {
  const key = searchKeys(searchId).history;
  const bytes = await store.read(key);
  if (bytes === undefined) return [];
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseArtifact(key, line, observationSchema))
    .filter((observation) => observation.round < round);
}

export async function writeHistory(
  store: ArtifactStore,
  searchId: string,
  history: readonly Observation[],
): Promise<void> {
  const lines = history.map((observation) => `${JSON.stringify(observation)}\n`);
  await store.write(searchKeys(searchId).history, lines.join(''));
}
