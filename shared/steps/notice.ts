import type { ArtifactStore } from '../artifact-store.ts';
import type { Verdict } from '../result.ts';
import type { Failure } from './failure.ts';
import { readPreparedSearch } from './settings.ts';

/** What a subscriber may wait for. */
export type NoticeEvent = 'done' | 'champion-replaced' | 'budget-reached' | 'failed' | 'refused';

/** A message for people, by SNS. */
export interface Notice {
  /** At most 100 printable ASCII characters, as SNS takes them. */
  readonly subject: string;
  readonly message: string;
  readonly events: readonly NoticeEvent[];
}

const subjectOf = (text: string): string => text.replace(/[^\x20-\x7e]+/g, '?').slice(0, 100);

const rounded = (value: number): string => String(Number(value.toPrecision(4)));

/** The limits that a search ends by, as plans put them: not all that was asked for was tried. */
const budgetReached = /\b(time limit of|limit of \$)/;

/** What a finished search tells. Throws SearchError ArtifactMissing before the search is prepared. */
export async function noticeOf(store: ArtifactStore, verdict: Verdict): Promise<Notice> {
  const { settings, dataset } = await readPreparedSearch(store, verdict.searchId);
  const { searchId, metric, test, testRows, candidates, endedBecause, champion } = verdict;
  const name = settings.name ?? dataset.name;
  const replaced = champion === undefined || champion.replaced;
  const tried = candidates.completed + candidates.failed + candidates.stopped;
  const lines = [
    `The search ${searchId} of ${name} is done: ${metric} ${rounded(test.value)} on ${testRows} test rows that no trial saw (95 % interval ${rounded(test.low)} to ${rounded(test.high)}).`,
    championLine(champion),
    `${tried} candidates were tried, ${candidates.failed} failed. It ended because ${endedBecause}.`,
    `Results: searches/${searchId}/result/`,
  ];
  return {
    subject: subjectOf(`Modelscout: ${name}: ${metric} ${rounded(test.value)}${replaced ? '' : ', champion stays'}`),
    message: lines.join('\n'),
    events: [
      'done',
      ...(champion?.replaced === true ? ['champion-replaced' as const] : []),
      ...(budgetReached.test(endedBecause) ? ['budget-reached' as const] : []),
    ],
  };
}

function championLine(champion: Verdict['champion']): string {
  if (champion === undefined) return 'Its model is the first champion.';
  return `${champion.replaced ? 'Its model replaces the champion' : 'The champion stays'}, ${champion.searchId}: ${champion.why}.`;
}

export const failedNotice = ({ searchId = '', code, message }: Failure, name = searchId): Notice => ({
  subject: subjectOf(`Modelscout: ${name}: the search failed (${code})`),
  message: `The search ${searchId} of ${name} failed: ${message}`,
  events: ['failed'],
});

export const refusedNotice = ({ code, message }: Failure, key: string): Notice => ({
  subject: subjectOf(`Modelscout: ${key.slice(0, 60)}: not searched (${code})`),
  message: `${JSON.stringify(key.slice(0, 1024))} was not searched: ${message}`,
  events: ['refused'],
});
