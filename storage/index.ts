import type { ArtifactStore } from '../shared/artifact-store.ts';
import { SearchError } from '../shared/errors.ts';
import { folderStore } from './folder.ts';
import { memoryStore } from './memory.ts';

/** The store at an address: `memory:`, or a folder's path. Throws SearchError InvalidSpec on an address of another kind. */
export function openStore(address: string): ArtifactStore {
  if (address === 'memory:') return memoryStore();
  const scheme = /^([a-z][a-z0-9+.-]+):/.exec(address)?.[1];
  if (scheme !== undefined || address === '') {
    throw new SearchError('InvalidSpec', `No store is known at the address "${address}"`, {
      wayOut: 'Give a folder such as ./modelscout, or memory:',
    });
  }
  return folderStore(address);
}
