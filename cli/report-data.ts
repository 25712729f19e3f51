import type { ArtifactStore } from '../shared/artifact-store.ts';
import { SearchError } from '../shared/errors.ts';
import { leaderboardSchema, type ReportData, verdictSchema } from '../shared/result.ts';
import { samplesSchema } from '../shared/samples.ts';
import { readHistory } from '../shared/steps/history.ts';
import { searchKeys } from '../shared/steps/keys.ts';
import { findArtifact, readArtifact } from '../shared/steps/read-artifact.ts';
import { findResult } from '../shared/steps/results.ts';
import { readPreparedSearch } from '../shared/steps/settings.ts';

/** Candidates whose learning curves the report shows, as when the search ended. */
const curves = 10;

/** All that a finished search's report shows. Throws SearchError NotFound before it is finished. */
export async function readReportData(store: ArtifactStore, searchId: string): Promise<ReportData> {
  const keys = searchKeys(searchId);
  const verdict = await findArtifact(store, keys.verdict, verdictSchema);
  if (verdict === undefined) {
    throw new SearchError('NotFound', `The search ${searchId} has no verdict yet, and so no report`, {
      wayOut: 'Run its `search` command again: it goes on from where it was',
    });
  }
  const [{ dataset }, leaderboard, history, samples] = await Promise.all([
    readPreparedSearch(store, searchId),
    readArtifact(store, keys.leaderboard, leaderboardSchema),
    readHistory(store, searchId),
    findArtifact(store, keys.samples, samplesSchema),
  ]);
  const best = leaderboard.rows.slice(0, curves).map(async ({ candidateId, epochs }) => {
    const observation = history.find((one) => one.candidateId === candidateId && one.epochs === epochs);
    const [firstFold] = observation?.trials ?? [];
    const trial = firstFold === undefined ? undefined : await findResult(store, searchId, firstFold);
    return trial?.state === 'completed' ? [{ candidateId, curve: trial.curve }] : [];
  });
  return {
    title: dataset.name,
    dataset,
    verdict,
    leaderboard,
    history,
    curves: (await Promise.all(best)).flat(),
    samples,
  };
}
