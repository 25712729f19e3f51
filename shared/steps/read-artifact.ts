import { z } from 'zod';
import type { ArtifactStore } from '../artifact-store.ts';
import { SearchError } from '../errors.ts';

const wayOut = 'Start the search anew with --fresh';

/** The bytes under the key. Throws SearchError ArtifactMissing. */
export async function readBytes(store: ArtifactStore, key: string): Promise<Uint8Array> {
  const bytes = await store.read(key);
  if (bytes === undefined) throw new SearchError('ArtifactMissing', `${key} is not in the store`, { wayOut });
  return bytes;
}

export const corrupt = (key: string, why: string, cause?: unknown): SearchError =>
  new SearchError('ArtifactCorrupt', `${key} cannot be read: ${why}`, { wayOut, cause });

/** The text as a value of the schema. Throws SearchError ArtifactCorrupt. */
export function parseArtifact<T>(key: string, text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw corrupt(key, 'it is no JSON', error);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw corrupt(key, z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}

/** The JSON under the key, or undefined where there is none. Throws SearchError ArtifactCorrupt. */
export async function findArtifact<T>(store: ArtifactStore, key: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const bytes = await store.read(key);
  return bytes === undefined ? undefined : parseArtifact(key, new TextDecoder().decode(bytes), schema);
}

/** The JSON under the key. Throws SearchError ArtifactMissing or ArtifactCorrupt. */
export async function readArtifact<T>(store: ArtifactStore, key: string, schema: z.ZodType<T>): Promise<T> {
  return parseArtifact(key, new TextDecoder().decode(await readBytes(store, key)), schema);
}
