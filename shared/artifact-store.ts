/** Where everything lives: S3 or a folder. Keys are '/'-separated names of [A-Za-z0-9._=-], without '.' and '..' parts. */
export interface ArtifactStore {
  /** The bytes under the key, or undefined where there are none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /**
   * Writes atomically: a reader sees the old bytes or the new ones, never a part.
   * With `ifAbsent` the first writer wins; answers whether this call wrote.
   */
  write(key: string, bytes: Uint8Array | string, options?: { ifAbsent?: boolean }): Promise<boolean>;
  /** The keys that begin with the prefix, sorted by code unit. */
  list(prefix: string): Promise<string[]>;
  /** Deletes the key; a missing one is no error. */
  delete(key: string): Promise<void>;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The JSON under the key, or undefined where there is none. Throws SyntaxError where it is no JSON. */
export async function readJson(store: ArtifactStore, key: string): Promise<unknown> {
  const bytes = await store.read(key);
  return bytes === undefined ? undefined : (JSON.parse(decoder.decode(bytes)) as unknown);
}

/** Writes the value as JSON, indented, with a line end: made to be read by people and compared byte by byte. */
export const writeJson = (
  store: ArtifactStore,
  key: string,
  value: unknown,
  options?: { ifAbsent?: boolean },
): Promise<boolean> => store.write(key, `${JSON.stringify(value, null, 2)}\n`, options);
