import { resolve } from 'node:path';
import type { ArtifactStore } from '../shared/artifact-store.ts';
import { openStore } from '../storage/index.ts';
import type { WhereFlags } from './cloud/cloud-options.ts';
import { type Cloud, openCloud } from './cloud/open-cloud.ts';
import type { CliContext } from './context.ts';

/** Where searches lie. */
export interface Searches {
  /** The store's folder, absolute, or s3://<bucket>. */
  readonly address: string;
  readonly store: ArtifactStore;
  /** Absent on this machine. */
  readonly cloud?: Cloud;
}

export const localSearches = (folder: string): Searches => ({ address: resolve(folder), store: openStore(folder) });

/** The searches that the flags are about. Throws SearchError CloudUnavailable. */
export async function openSearches(flags: WhereFlags, context: Pick<CliContext, 'environment'>): Promise<Searches> {
  if (flags.cloud !== true) return localSearches(flags.output);
  const cloud = await openCloud(flags, context);
  return { address: cloud.address, store: cloud.store, cloud };
}
