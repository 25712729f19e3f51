import { createHash } from 'node:crypto';
import { type ArtifactStore, writeJson } from '../shared/artifact-store.ts';
import type { DatasetSource } from '../shared/dataset.ts';
import { contentHash } from '../shared/hash.ts';
import type { Spec } from '../shared/spec.ts';
import { codeVersion } from '../shared/trial.ts';

/** Where the dataset lies, where results go, and who computes them or has computed them change nothing. */
const indecisive = { $schema: undefined, dataset: undefined, output: undefined, workers: undefined, cache: undefined };

/** Hash of all that decides a search's result: the spec, the dataset's bytes and the code. */
export async function searchContent(spec: Spec, source: DatasetSource): Promise<string> {
  const bytes = createHash('sha256');
  for await (const chunk of source.read()) bytes.update(chunk);
  return contentHash({ ...spec, ...indecisive, name: source.name, bytes: bytes.digest('hex'), codeVersion });
}

export interface FoundSearch {
  readonly searchId: string;
  /** Whether it was there before. */
  readonly found: boolean;
}

/** The newest search of this content, or a new one. `fresh` always begins a new one. To be called under the content's lock. */
export async function findOrBegin(
  store: ArtifactStore,
  content: string,
  { fresh, now }: { readonly fresh: boolean; readonly now: number },
): Promise<FoundSearch> {
  const folder = `index/${content}/`;
  const newest = (await store.list(folder)).at(-1);
  if (newest !== undefined && !fresh) return { searchId: newest.slice(folder.length, -'.json'.length), found: true };
  // Two in the same second must not be one: the later one gets the next second that is free.
  for (let time = now; ; time += 1000) {
    const searchId = `${timestamp(time)}-${content}`;
    if (await writeJson(store, `${folder}${searchId}.json`, { begunAt: now }, { ifAbsent: true }))
      return { searchId, found: false };
  }
}

/** UTC, yyyymmdd-hhmmss. */
const timestamp = (time: number): string =>
  new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
