import { join, relative } from 'node:path';
import { printable } from './terminal/text-width.ts';

/** Where a file lies, from the working directory where that is shorter. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== '' && !short.startsWith('..') ? short : path;
}

/** A store's address, for people. */
export const shownAddress = (address: string): string =>
  printable(address.startsWith('s3://') ? address : shownPath(address));

/** Where the artifact lies, for people: below the store's folder, or s3://<bucket>. */
export const artifactPath = (address: string, key: string): string =>
  printable(address.startsWith('s3://') ? `${address}/${key}` : shownPath(join(address, key)));
