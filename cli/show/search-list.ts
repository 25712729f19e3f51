import { formatScore } from '../../report/page/format.js';
import { metricLabel } from '../../report/words.ts';
import type { ArtifactStore } from '../../shared/artifact-store.ts';
import { leaderboardSchema, verdictSchema } from '../../shared/result.ts';
import { specSchema } from '../../shared/spec.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { findArtifact } from '../../shared/steps/read-artifact.ts';
import { settingsSchema } from '../../shared/steps/settings.ts';
import { listSearches } from '../find-search.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Searches of a store, newest first, as lines. */
export async function searchListLines(store: ArtifactStore, { style, width }: Terminal): Promise<string[]> {
  const searches = (await listSearches(store)).toReversed();
  const rows = await Promise.all(searches.map((search) => rowOf(store, search)));
  const room = width();
  // A narrow terminal has less to tell rather than everything cut.
  const shown = listColumns.map(({ from }) => room >= from);
  return table(
    listColumns.filter((_, at) => shown[at]),
    rows.map((row) => row.filter((_, at) => shown[at])),
    { width: room, paintTitle: style.bold },
  );
}

/** Each with the width of the terminal that it is shown from. */
const listColumns = [
  { title: 'search', whole: true, from: 0 },
  { title: 'dataset', from: 0 },
  { title: 'target', from: 90 },
  { title: 'state', from: 0 },
  { title: 'tried', side: 'right', from: 80 },
  { title: 'judged by', from: 90 },
  { title: 'validation', side: 'right', from: 80 },
  { title: 'test', side: 'right', from: 0 },
] as const;

async function rowOf(
  store: ArtifactStore,
  { searchId, content }: { readonly searchId: string; readonly content: string },
): Promise<string[]> {
  const keys = searchKeys(searchId);
  const [spec, settings, leaderboard, verdict, locks] = await Promise.all([
    findArtifact(store, keys.spec, specSchema),
    findArtifact(store, keys.settings, settingsSchema),
    findArtifact(store, keys.leaderboard, leaderboardSchema),
    findArtifact(store, keys.verdict, verdictSchema),
    store.list(`locks/${content}/`),
  ]);
  const best = verdict?.winner.validationScore ?? leaderboard?.rows[0]?.score;
  const tried = leaderboard === undefined ? 0 : leaderboard.rows.length + leaderboard.failed.length;
  return [
    searchId,
    spec?.dataset.split(/[/\\]/).at(-1) ?? '',
    settings?.target ?? spec?.target ?? '',
    // A lock may be of a process that was killed: the search itself finds out, and then it is no loss.
    verdict !== undefined ? 'finished' : locks.length > 0 ? 'running' : 'interrupted',
    String(tried),
    settings === undefined ? '' : metricLabel(settings.metric),
    best === undefined ? '' : formatScore(best),
    verdict === undefined ? '' : formatScore(verdict.test.value),
  ];
}
