import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type ArtifactStore, readJson, writeJson } from '../shared/artifact-store.ts';
import { SearchError } from '../shared/errors.ts';

const holderSchema = z.object({ pid: z.int(), host: z.string(), at: z.number() });
type Holder = z.infer<typeof holderSchema>;

const millisecondsBetweenSigns = 10_000;
/** A holder on another machine that gave no sign for so long is gone. */
const staleMilliseconds = 60_000;
/** Those that come at the same moment see each other and step back; some time later they do not: a second in all, on a busy machine. */
const attempts = 6;

/** Locks of this process. A pid is no proof: a container's processes all begin with 1. */
const held = new Set<string>();

/**
 * Takes the lock of the name for this process and gives the way to release it; the lock of a process that is gone is taken
 * over. Every contender writes a file of its own and only then looks for others', so that two never both succeed.
 * Throws SearchError StoreUnavailable where another process holds it.
 */
export async function acquireLock(store: ArtifactStore, name: string): Promise<() => Promise<void>> {
  const folder = `locks/${name}/`;
  const key = `${folder}${process.pid}-${randomBytes(6).toString('hex')}.json`;
  const sign = () => writeJson(store, key, { pid: process.pid, host: hostname(), at: Date.now() } satisfies Holder);
  for (let attempt = 1; ; attempt++) {
    await sign();
    const other = await findOther(store, folder, key);
    if (other === undefined) break;
    await store.delete(key);
    if (attempt === attempts) {
      throw new SearchError('StoreUnavailable', `Process ${other.pid} on ${other.host} is at this search`, {
        wayOut: 'Wait for it or end it, then run the same command again',
      });
    }
    await sleep(50 * attempt + (process.pid % 50));
  }
  held.add(key);
  // A sign that cannot be written is no reason to end: the next one may be, and the search's own writes will tell.
  const timer = setInterval(() => void sign().catch(() => undefined), millisecondsBetweenSigns).unref();
  return async () => {
    clearInterval(timer);
    held.delete(key);
    await store.delete(key);
  };
}

/** Another holder that is alive. Deletes the locks of those that are gone. */
async function findOther(store: ArtifactStore, folder: string, own: string): Promise<Holder | undefined> {
  for (const key of await store.list(folder)) {
    if (key === own) continue;
    const holder = holderSchema.safeParse(await readJson(store, key).catch(() => undefined));
    if (holder.success && isAlive(key, holder.data)) return holder.data;
    await store.delete(key);
  }
  return undefined;
}

function isAlive(key: string, { pid, host, at }: Holder): boolean {
  if (Date.now() - at > staleMilliseconds) return false;
  if (host !== hostname()) return true;
  if (pid === process.pid) return held.has(key);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether a process that is alive holds the lock of the name. */
export const isLocked = async (store: ArtifactStore, name: string): Promise<boolean> =>
  (await findOther(store, `locks/${name}/`, '')) !== undefined;
