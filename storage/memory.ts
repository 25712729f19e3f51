import type { ArtifactStore } from '../shared/artifact-store.ts';
import { checkKey } from './key.ts';

/** A store that lives as long as its process. */
export function memoryStore(): ArtifactStore {
  const entries = new Map<string, Uint8Array>();
  return {
    async read(key) {
      checkKey(key);
      return entries.get(key)?.slice();
    },
    async write(key, bytes, { ifAbsent = false } = {}) {
      checkKey(key);
      if (ifAbsent && entries.has(key)) return false;
      entries.set(key, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : Uint8Array.from(bytes));
      return true;
    },
    async list(prefix) {
      return [...entries.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    async delete(key) {
      checkKey(key);
      entries.delete(key);
    },
  };
}
