import { rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { searchKeys } from '../shared/steps/keys.ts';
import { openStore } from '../storage/index.ts';

/**
 * Takes a search that never got as far as its data out of the store, and the folders that were made for it alone: a mistyped
 * target shall leave no trace. A prepared search is left as it is.
 */
export async function discardUnprepared(folder: string, searchId: string): Promise<void> {
  const keys = searchKeys(searchId);
  const store = openStore(folder);
  if ((await store.read(keys.dataset)) !== undefined) return;
  const entries = (await store.list('index/')).filter((key) => key.endsWith(`/${searchId}.json`));
  await rm(join(folder, keys.root), { recursive: true, force: true });
  for (const entry of entries) await store.delete(entry);
  const content = searchId.split('-').at(-1) ?? '';
  const emptied = [
    ...entries.map((entry) => dirname(entry)),
    `locks/${content}`,
    'locks',
    'index',
    'searches',
    '~writing',
    '.',
  ];
  // rmdir takes empty folders only: what others keep there stays.
  for (const path of emptied) await rmdir(resolve(folder, path)).catch(() => undefined);
}
