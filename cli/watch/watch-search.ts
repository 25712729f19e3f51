import { setTimeout as sleep } from 'node:timers/promises';
import { isLocked } from '../../local/search-lock.ts';
import { metricLabel } from '../../report/words.ts';
import { SearchError } from '../../shared/errors.ts';
import type { Verdict } from '../../shared/result.ts';
import type { CliContext } from '../context.ts';
import { contentOf, type FoundSearch } from '../find-search.ts';
import { datasetName } from '../list/search-summary.ts';
import type { ProgressKind } from '../progress/progress-kind.ts';
import { readFailure } from './read-failure.ts';
import { type StatusDisplay, statusDisplay } from './status-display.ts';
import { statusRate } from './status-rate.ts';
import { type SearchStatus, statusReader } from './status-reader.ts';

export interface WatchOptions {
  readonly kind: ProgressKind;
  readonly context: CliContext;
  /** Ends the watching; the search goes on. */
  readonly signal: AbortSignal;
}

export interface Watched {
  readonly verdict: Verdict;
  readonly status: SearchStatus;
}

const millisecondsBetween = 2_000;
/** A search that is started or gone on with needs a moment before somebody is seen to be at it. */
const patienceMilliseconds = 30_000;

/**
 * Shows how the search goes until it has its verdict, and gives that. Throws SearchError Interrupted on the signal, what the
 * search failed with, or NotFound where nobody is at it.
 */
export async function watchSearch(found: FoundSearch, { kind, context, signal }: WatchOptions): Promise<Watched> {
  const read = statusReader(found.store, found.searchId);
  const rate = statusRate(context.now);
  let display: StatusDisplay | undefined;
  let idleSince: number | undefined;
  try {
    for (;;) {
      const status = await read();
      display ??= statusDisplay({ kind, context, searchId: found.searchId });
      const { spec, settings, verdict } = status;
      display.show(rate.progressOf(status), {
        title: datasetName(spec),
        metric: settings === undefined ? 'score' : metricLabel(settings.metric),
        because: status.because,
      });
      if (verdict !== undefined) return { verdict, status };
      if (await isAtWork(found)) idleSince = undefined;
      else {
        idleSince ??= context.now();
        const failure = await readFailure(found.store, found.searchId);
        if (failure !== undefined) throw failure;
        if (context.now() - idleSince >= patienceMilliseconds) throw nobodyAt(found);
      }
      await sleep(millisecondsBetween, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    throw interruption(found, context);
  } finally {
    display?.close();
  }
}

/** Whether an execution, or a process of this machine or another, is at the search. */
export async function isAtWork({ cloud, store, searchId }: FoundSearch): Promise<boolean> {
  if (cloud === undefined) {
    return isLocked(store, contentOf(searchId));
  }
  const { latestExecution } = await import('../../cloud/executions.ts');
  const execution = await latestExecution(cloud.clients.stepFunctions, cloud.stack.stateMachineArn, searchId);
  return execution?.state === 'running';
}

function nobodyAt({ cloud, searchId }: FoundSearch): SearchError {
  return new SearchError('NotFound', `The search ${searchId} has no verdict, and nobody is at it`, {
    wayOut: `Go on with it: \`resume ${searchId}${cloud === undefined ? '' : ' --cloud'}\``,
  });
}

function interruption({ cloud, searchId }: FoundSearch, { program }: CliContext): SearchError {
  const flag = cloud === undefined ? '' : ' --cloud';
  return new SearchError(
    'Interrupted',
    cloud === undefined ? 'the search goes on' : 'the search goes on in the cloud',
    {
      wayOut: `To watch it: ${program} watch ${searchId}${flag}; to stop it: ${program} stop ${searchId}${flag}`,
    },
  );
}
