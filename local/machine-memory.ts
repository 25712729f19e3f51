import { totalmem } from 'node:os';

/** MiB of memory that processes of this machine can have, or of its container where that allows less. */
export function machineMiB(): number {
  // 0 where there is no limit.
  const allowed = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.floor(Math.min(totalmem(), allowed) / 1024 ** 2);
}
