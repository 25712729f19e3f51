import { z } from 'zod';
import type { Execution } from '../../cloud/executions.ts';
import { isLocked } from '../../local/search-lock.ts';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { verdictSchema } from '../../shared/result.ts';
import { type Spec, specSchema } from '../../shared/spec.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { leaderboardOf } from '../../shared/steps/leaderboard.ts';
import { findArtifact } from '../../shared/steps/read-artifact.ts';
import { type Settings, settingsSchema } from '../../shared/steps/settings.ts';
import { contentOf, listSearches } from '../find-search.ts';
import type { Searches } from '../open-searches.ts';
import { readDollars } from '../read-dollars.ts';

/** `stopped`: somebody asked it to end, and it did before it was done. */
export type SearchState = 'running' | 'finished' | 'stopped' | 'failed' | 'interrupted';

/** A search in a line. */
export interface SearchSummary {
  readonly searchId: string;
  readonly dataset: string;
  readonly target?: string | undefined;
  readonly state: SearchState;
  /** Rounds that are collected. */
  readonly rounds: number;
  /** Candidates with a result. */
  readonly candidates: number;
  readonly metric?: Settings['metric'] | undefined;
  /** Best validation score. */
  readonly best?: number | undefined;
  /** On the sealed rows. */
  readonly test?: number | undefined;
  /** Of a search in the cloud. */
  readonly dollars?: number | undefined;
}

/** The newest searches, newest first, and how many there are. Throws SearchError CloudUnavailable or StoreUnavailable. */
export async function readSummaries(
  searches: Searches,
  most: number,
): Promise<{ summaries: SearchSummary[]; count: number }> {
  const [ids, executions] = await Promise.all([listSearches(searches), executionsOf(searches, most)]);
  const summaries = await Promise.all(
    ids
      .toReversed()
      .slice(0, most)
      .map(async (searchId) => {
        const running =
          searches.cloud === undefined
            ? await isLocked(searches.store, contentOf(searchId))
            : executions.get(searchId)?.state === 'running';
        return readSummary(searches, searchId, running);
      }),
  );
  return { summaries, count: ids.length };
}

async function executionsOf({ cloud }: Searches, most: number): Promise<Map<string, Execution>> {
  if (cloud === undefined) return new Map();
  const { listExecutions } = await import('../../cloud/executions.ts');
  const found = await listExecutions(cloud.clients.stepFunctions, cloud.stack.stateMachineArn, most);
  return new Map(found.map((execution) => [execution.searchId, execution]));
}

const anything = z.unknown();

async function readSummary({ store, cloud }: Searches, searchId: string, running: boolean): Promise<SearchSummary> {
  const keys = searchKeys(searchId);
  const [spec, settings, verdict, failure, stop, rounds] = await Promise.all([
    findArtifact(store, keys.spec, specSchema),
    findArtifact(store, keys.settings, settingsSchema),
    findArtifact(store, keys.verdict, verdictSchema),
    findArtifact(store, keys.failure, anything),
    findArtifact(store, keys.stop, anything),
    countRounds(store, searchId),
  ]);
  const history = verdict === undefined ? await readHistory(store, searchId) : [];
  const seen = settings === undefined ? undefined : leaderboardOf(history, settings.metric);
  const counts = verdict?.candidates;
  return {
    searchId,
    dataset: datasetName(spec),
    target: settings?.target ?? spec?.target,
    state: stateOf({ ended: verdict !== undefined, failed: failure !== undefined, asked: stop !== undefined, running }),
    rounds,
    candidates:
      counts === undefined
        ? new Set(history.map(({ candidateId }) => candidateId)).size
        : counts.completed + counts.failed + counts.stopped,
    metric: settings?.metric,
    best: verdict?.winner.validationScore ?? seen?.rows[0]?.score,
    test: verdict?.test.value,
    dollars: cloud === undefined ? undefined : await readDollars(store, searchId, rounds),
  };
}

interface Facts {
  /** It has a verdict. */
  readonly ended: boolean;
  readonly failed: boolean;
  /** Somebody asked it to stop. */
  readonly asked: boolean;
  readonly running: boolean;
}

function stateOf({ ended, failed, asked, running }: Facts): SearchState {
  if (ended) return asked ? 'stopped' : 'finished';
  if (running) return 'running';
  if (asked) return 'stopped';
  return failed ? 'failed' : 'interrupted';
}

/** Rounds that are collected; a round is once the one before it is. */
async function countRounds(store: ArtifactStore, searchId: string): Promise<number> {
  const keys = await store.list(`${searchKeys(searchId).root}/rounds/`);
  return keys.filter((key) => key.endsWith('/observations.jsonl')).length;
}

/** What the models are published under, or the file's name. */
export const datasetName = (spec: Pick<Spec, 'name' | 'dataset'> | undefined): string =>
  spec?.name ?? spec?.dataset.split(/[/\\]/).at(-1) ?? '';
