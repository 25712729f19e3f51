import { bytesSource } from '../../data/bytes-source.ts';
import { invalid } from '../../data/invalid.ts';
import type { DatasetSource } from '../../shared/dataset.ts';
import { SearchError } from '../../shared/errors.ts';
import { isS3Address, openS3Source, openStore } from '../../storage/index.ts';

/**
 * Opens a dataset that lies in the store at an address: by its key, or by its whole address. In a bucket it is streamed.
 * Throws SearchError NotFound, InvalidSpec where it is no key, or InvalidDataset where it is empty.
 */
export const openDataset =
  (address: string) =>
  async (dataset: string): Promise<DatasetSource> => {
    const key = dataset.startsWith(`${address}/`) ? dataset.slice(address.length + 1) : dataset;
    if (isS3Address(address)) return openS3Source(`${address}/${key}`);
    const bytes = await openStore(address).read(key);
    if (bytes === undefined) {
      throw new SearchError('NotFound', `no dataset at ${JSON.stringify(dataset)}`, { wayOut: 'Upload it' });
    }
    if (bytes.byteLength === 0) throw invalid('the file is empty', { file: key });
    return bytesSource(key.slice(key.lastIndexOf('/') + 1), bytes);
  };
