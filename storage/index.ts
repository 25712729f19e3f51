import type { ArtifactStore } from '../shared/artifact-store.ts';
import type { DatasetSource } from '../shared/dataset.ts';
import { SearchError } from '../shared/errors.ts';
import { folderStore } from './folder.ts';
import { memoryStore } from './memory.ts';
import { isS3Address, parseS3Address, type S3Address } from './s3-address.ts';

export { isS3Address } from './s3-address.ts';

/**
 * The store at an address: `memory:`, `s3://bucket/prefix`, or a folder's path. Throws SearchError InvalidSpec on an address of
 * another kind.
 */
export function openStore(address: string): ArtifactStore {
  if (address === 'memory:') return memoryStore();
  if (isS3Address(address)) return whenUsed(parseS3Address(address));
  const scheme = /^([a-z][a-z0-9+.-]+):/.exec(address)?.[1];
  if (scheme !== undefined || address === '') {
    throw new SearchError('InvalidSpec', `No store is known at the address "${address}"`, {
      wayOut: 'Give a folder such as ./modelscout, s3://bucket, or memory:',
    });
  }
  return folderStore(address);
}

/** A store in S3 whose SDK is loaded when it is first used: a search on a laptop does without. */
function whenUsed({ bucket, key }: S3Address): ArtifactStore {
  let opened: Promise<ArtifactStore> | undefined;
  const store = (): Promise<ArtifactStore> =>
    (opened ??= Promise.all([import('./s3.ts'), import('./s3-client.ts')]).then(([{ s3Store }, { s3Client }]) =>
      s3Store({ client: s3Client(), bucket, prefix: key }),
    ));
  return {
    read: async (...given) => (await store()).read(...given),
    write: async (...given) => (await store()).write(...given),
    list: async (...given) => (await store()).list(...given),
    delete: async (...given) => (await store()).delete(...given),
  };
}

/** The dataset at s3://bucket/key. Throws SearchError InvalidSpec, NotFound, InvalidDataset or StoreUnavailable. */
export async function openS3Source(address: string): Promise<DatasetSource> {
  const { bucket, key } = parseS3Address(address);
  const [{ s3Source }, { s3Client }] = await Promise.all([import('./s3-source.ts'), import('./s3-client.ts')]);
  return s3Source(s3Client(), bucket, key);
}
