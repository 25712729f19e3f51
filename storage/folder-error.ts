import { SearchError } from '../shared/errors.ts';

const waysOut: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space on the disk, or choose another folder, and run the same command again: it goes on from here',
  EDQUOT:
    'Free some of your disk quota, or choose another folder, and run the same command again: it goes on from here',
  EACCES: 'Give yourself the right to read and write there, or choose another folder',
  EPERM: 'Give yourself the right to read and write there, or choose another folder',
  EROFS: 'The disk is read-only: choose another folder',
  EMFILE: 'Raise the limit of open files (ulimit -n) and run the same command again: it goes on from here',
  ENOTDIR: 'A file stands where a folder is needed: move it, or choose another folder',
  EEXIST: 'A file stands where a folder is needed: move it, or choose another folder',
  EISDIR: 'A folder stands where a file is needed: move it, or choose another folder',
  EXDEV: 'A store must lie on one disk: take links to other disks out of it',
};

export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** What the file system said, as StoreUnavailable with a way out; anything else is given back as it is. */
export function folderError(error: unknown, action: string, path: string): unknown {
  const code = errnoOf(error);
  if (code === undefined || !(error instanceof Error)) return error;
  return new SearchError('StoreUnavailable', `Cannot ${action} ${path}: ${code}`, {
    wayOut: waysOut[code] ?? 'Look at the disk, then run the same command again: it goes on from here',
    cause: error,
  });
}
