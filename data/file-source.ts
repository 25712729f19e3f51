import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DatasetSource } from '../shared/dataset.ts';
import { SearchError } from '../shared/errors.ts';
import { folderSource } from './images/archive/pack-folder.ts';
import { invalid } from './invalid.ts';

/** Fewer, larger reads than Node's default of 64 KiB. */
const chunkBytes = 1 << 20;

/**
 * A file of this machine, or a folder of images, which is read as a zip of them. Throws SearchError NotFound where there is none,
 * InvalidDataset for an empty file, or a folder without images.
 */
export async function fileSource(path: string): Promise<DatasetSource> {
  const file = await stat(path).catch((cause: unknown) => {
    throw new SearchError('NotFound', `no dataset at ${JSON.stringify(path)}`, {
      wayOut: 'Check the path; it is taken from the folder that the command runs in',
      cause,
    });
  });
  if (file.isDirectory()) return folderSource(path);
  if (file.size === 0 && file.isFile()) throw invalid('the file is empty', { file: path });
  return {
    name: basename(path),
    byteLength: file.size,
    read: (start = 0, end = file.size) =>
      end <= start ? emptyStream() : createReadStream(path, { start, end: end - 1, highWaterMark: chunkBytes }),
  };
}

// createReadStream has no way to say "no bytes": its end is included.
async function* emptyStream(): AsyncGenerator<Uint8Array> {}
