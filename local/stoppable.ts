import type { ArtifactStore } from '../shared/artifact-store.ts';
import { SearchError } from '../shared/errors.ts';

/** What has to be undone at the end, however it ends; last thing first. */
export interface Cleanups {
  add(cleanup: () => Promise<void>): void;
}

export const interruption = (): SearchError =>
  new SearchError('Interrupted', 'The search was interrupted', {
    wayOut: 'Run the same command again: it goes on from where it was',
  });

/**
 * Runs the body until it ends or the signal says so. After that nothing is written any more, even by work that cannot be
 * stopped, such as reading a dataset. Throws SearchError Interrupted on the signal.
 */
export async function stoppable<T>(
  signal: AbortSignal | undefined,
  store: ArtifactStore,
  body: (store: ArtifactStore, cleanups: Cleanups) => Promise<T>,
): Promise<T> {
  const cleanups: (() => Promise<void>)[] = [];
  let ended = false;
  const guarded: ArtifactStore = {
    ...store,
    async write(...write) {
      if (ended) throw interruption();
      return store.write(...write);
    },
  };
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(interruption());
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  aborted.catch(() => undefined);
  try {
    if (signal?.aborted) throw interruption();
    const add = (cleanup: () => Promise<void>): void => {
      // The body may get there after the signal has ended it.
      if (ended) void cleanup().catch(() => undefined);
      else cleanups.push(cleanup);
    };
    const running = body(guarded, { add });
    running.catch(() => undefined);
    return await Promise.race([running, aborted]);
  } finally {
    ended = true;
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    for (const cleanup of cleanups.toReversed()) await cleanup();
  }
}
