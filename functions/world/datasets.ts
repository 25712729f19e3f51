import { bytesSource } from '../../data/bytes-source.ts';
import { invalid } from '../../data/invalid.ts';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import type { DatasetSource } from '../../shared/dataset.ts';
import { SearchError } from '../../shared/errors.ts';

/**
 * Opens a dataset that lies in the store: its key, or its whole address. Throws SearchError NotFound, or InvalidDataset where it
 * is empty.
 */
export const openDataset =
  (address: string, store: ArtifactStore) =>
  async (dataset: string): Promise<DatasetSource> => {
    const key = dataset.startsWith(`${address}/`) ? dataset.slice(address.length + 1) : dataset;
    const bytes = await store.read(key).catch((cause: unknown) => {
      // What is no key is nothing in this store.
      if (!(cause instanceof RangeError)) throw cause;
      return undefined;
    });
    if (bytes === undefined) {
      throw new SearchError('NotFound', `no dataset at ${JSON.stringify(dataset)}`, {
        wayOut: 'It may have been deleted since: upload it again',
      });
    }
    if (bytes.byteLength === 0) throw invalid('the file is empty', { file: key });
    return bytesSource(key.slice(key.lastIndexOf('/') + 1), bytes);
  };
