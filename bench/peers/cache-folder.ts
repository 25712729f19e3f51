import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where benches keep what they download or install; deleting it only costs time. */
export const cacheFolder = (): string => {
  const base = process.env.XDG_CACHE_HOME;
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'modelscout');
};
