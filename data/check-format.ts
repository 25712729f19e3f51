import { bytesSource } from './bytes-source.ts';
import { formatOf } from './formats/index.ts';
import { isImageArchive } from './images/kinds/file-names.ts';

/** Throws SearchError InvalidDataset where nothing reads a file of this name. */
export function checkFormat(name: string): void {
  if (!isImageArchive(name)) formatOf(bytesSource(name, new Uint8Array()));
}
