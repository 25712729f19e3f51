import { z } from 'zod';
import { type ArtifactStore, writeJson } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';
import type { Trainer } from '../trainer.ts';
import { searchKeys } from './keys.ts';
import { findArtifact, readArtifact } from './read-artifact.ts';

/** searches/<id>/engine.json: which engine the search began with. */
export const engineSchema = z.object({ engine: z.enum(['native', 'wasm']) });

/**
 * Records the search's engine where none is recorded, and holds to it: another one's results would differ in their last
 * digits. Throws SearchError EngineUnavailable where the search began with the other one.
 */
export async function keepEngine(store: ArtifactStore, searchId: string, engine: Trainer['engine']): Promise<void> {
  const key = searchKeys(searchId).engine;
  let recorded = await findArtifact(store, key, engineSchema);
  if (recorded === undefined) {
    await writeJson(store, key, { engine }, { ifAbsent: true });
    recorded = await readArtifact(store, key, engineSchema);
  }
  const begunWith = recorded.engine;
  if (begunWith === engine) return;
  throw new SearchError(
    'EngineUnavailable',
    `Search ${searchId} began with the ${begunWith} engine; this is ${engine}`,
    {
      wayOut: `Go on with it where the ${begunWith} engine is, or start a new search`,
    },
  );
}
