import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ArtifactStore } from '../shared/artifact-store.ts';
import { errnoOf, folderError } from './folder-error.ts';
import { checkKey, isKeyPart } from './key.ts';

/** '~' is in no key, so nothing in this folder is ever taken for an artifact. */
const temporaryFolder = '~writing';
/** A write takes seconds at most; what is older was left by a process that was killed. */
const leftoverMilliseconds = 3_600_000;

/**
 * A store in a folder of this machine. A file is written beside the artifacts and renamed into place, so that a process
 * killed at any moment leaves whole files only. There is no fsync: a power cut may lose the last seconds' files, which
 * is what a store of repeatable work can bear, and hundreds of small results a second cannot wait for the disk.
 * Throws SearchError StoreUnavailable: disk full, not allowed, …
 */
export function folderStore(folder: string): ArtifactStore {
  const root = resolve(folder);
  const temporary = join(root, temporaryFolder);
  const stamp = `${process.pid}-${randomBytes(6).toString('hex')}`;
  let written = 0;
  let opened: Promise<void> | undefined;

  async function open(): Promise<void> {
    await mkdir(temporary, { recursive: true });
    const oldest = Date.now() - leftoverMilliseconds;
    for (const name of await readdir(temporary)) {
      const path = join(temporary, name);
      // Another process may be sweeping too: what is gone is gone.
      const information = await stat(path).catch(() => undefined);
      if (information !== undefined && information.mtimeMs < oldest) await rm(path, { force: true });
    }
  }

  async function write(key: string, bytes: Uint8Array | string, ifAbsent: boolean): Promise<boolean> {
    const target = join(root, key);
    if (ifAbsent && (await exists(target))) return false;
    opened ??= open();
    await opened;
    const source = join(temporary, `${stamp}-${written++}`);
    const place = ifAbsent ? linkIfAbsent : replace;
    let moved = false;
    try {
      await writeFile(source, bytes);
      const wrote = await place(source, target).catch(async (error: unknown) => {
        if (errnoOf(error) !== 'ENOENT') throw error;
        await mkdir(dirname(target), { recursive: true });
        return place(source, target);
      });
      moved = !ifAbsent;
      return wrote;
    } finally {
      if (!moved) await rm(source, { force: true }).catch(() => undefined);
    }
  }

  return {
    async read(key) {
      checkKey(key);
      const path = join(root, key);
      try {
        return await readFile(path);
      } catch (error) {
        if (isMissing(error) || errnoOf(error) === 'EISDIR') return undefined;
        throw folderError(error, 'read', path);
      }
    },
    async write(key, bytes, { ifAbsent = false } = {}) {
      checkKey(key);
      try {
        return await write(key, bytes, ifAbsent);
      } catch (error) {
        opened = undefined;
        throw folderError(error, 'write', join(root, key));
      }
    },
    async list(prefix) {
      const parts = prefix.split('/').slice(0, -1);
      if (!parts.every(isKeyPart)) return [];
      const keys: string[] = [];
      try {
        await collectKeys(root, parts.map((part) => `${part}/`).join(''), prefix, keys);
      } catch (error) {
        throw folderError(error, 'list', join(root, ...parts));
      }
      return keys.sort();
    },
    async delete(key) {
      checkKey(key);
      const path = join(root, key);
      try {
        await unlink(path);
      } catch (error) {
        if (!isMissing(error)) throw folderError(error, 'delete', path);
      }
    },
  };
}

async function replace(source: string, target: string): Promise<boolean> {
  await rename(source, target);
  return true;
}

/** Unlike rename, link(2) fails where the target exists: of several processes exactly one wins. */
async function linkIfAbsent(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    const code = errnoOf(error) ?? '';
    if (code === 'EEXIST') return false;
    // exFAT and some network disks have no links. A race is lost there, a half-written file is still impossible.
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code) && !(await exists(target)))
      return replace(source, target);
    throw error;
  }
}

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '');

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Adds the keys below `base` that begin with the prefix. Links are followed: a dataset may lie elsewhere. */
async function collectKeys(root: string, base: string, prefix: string, keys: string[]): Promise<void> {
  const entries = await readdir(join(root, base), { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const entry of entries) {
    const key = base + entry.name;
    if (!isKeyPart(entry.name) || !(key.startsWith(prefix) || prefix.startsWith(`${key}/`))) continue;
    const kind = entry.isSymbolicLink() ? await stat(join(root, key)).catch(() => undefined) : entry;
    if (kind?.isDirectory()) await collectKeys(root, `${key}/`, prefix, keys);
    else if (kind?.isFile()) keys.push(key);
  }
}
