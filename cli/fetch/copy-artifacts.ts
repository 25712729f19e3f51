import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { readBytes } from '../../shared/steps/read-artifact.ts';
import { openStore } from '../../storage/index.ts';

export interface Copied {
  readonly files: number;
  readonly bytes: number;
}

export interface CopyOptions {
  /** Keys, the one that makes the copy whole last. */
  readonly keys: readonly string[];
  /** What the keys begin with, and the files' paths do not. */
  readonly below: string;
  readonly folder: string;
  readonly onFile: (copied: Copied) => void;
}

/** Copies artifacts into a folder, each file whole or not at all. Throws SearchError StoreUnavailable. */
export async function copyArtifacts(
  store: ArtifactStore,
  { keys, below, folder, onFile }: CopyOptions,
): Promise<Copied> {
  const target = openStore(folder);
  let copied: Copied = { files: 0, bytes: 0 };
  for (const key of keys) {
    const bytes = await readBytes(store, key);
    await target.write(key.slice(below.length), bytes);
    copied = { files: copied.files + 1, bytes: copied.bytes + bytes.byteLength };
    onFile(copied);
  }
  // The folder is a result, and no store: where files were written before they were moved is of no use any more.
  await rmdir(join(folder, '~writing')).catch(() => undefined);
  return copied;
}
