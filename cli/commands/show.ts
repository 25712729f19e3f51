import { Command, InvalidArgumentError } from 'commander';
import { metricLabel } from '../../report/words.ts';
import { SearchError } from '../../shared/errors.ts';
import { verdictSchema } from '../../shared/result.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { leaderboardOf } from '../../shared/steps/leaderboard.ts';
import { findArtifact } from '../../shared/steps/read-artifact.ts';
import { findResult } from '../../shared/steps/results.ts';
import { type PreparedSearch, readPreparedSearch } from '../../shared/steps/settings.ts';
import type { Observation, Trial } from '../../shared/trial.ts';
import { openStore } from '../../storage/index.ts';
import type { CliContext } from '../context.ts';
import { type FoundSearch, findSearch, listSearches } from '../find-search.ts';
import { comparisonLines } from '../show/comparison-lines.ts';
import { findCandidate } from '../show/find-candidate.ts';
import { leaderboardLines } from '../show/leaderboard-lines.ts';
import { searchListLines } from '../show/search-list.ts';
import { trialLines } from '../show/trial-lines.ts';
import { printable } from '../terminal/text-width.ts';
import { verdictLines } from '../verdict-lines.ts';

interface ShowFlags {
  readonly output: string;
  readonly top: number;
  readonly trial?: string;
  readonly compare?: readonly string[];
}

/** Nobody reads more; leaderboard.csv has all. */
const most = 10_000;

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > most) throw new InvalidArgumentError(`Use 1 to ${most}.`);
  return count;
}

/** `modelscout show`: what was searched, and what came of it. */
export function showCommand(context: CliContext): Command {
  const { program } = context;
  return new Command('show')
    .description('list the searches, or show one: its verdict and its best candidates')
    .argument('[search]', 'id of a search, its first letters, or its folder (default: all searches, as a list)')
    .option('--output <folder>', 'folder of the searches', 'modelscout')
    .option('--top <count>', 'candidates to list', readCount, 20)
    .option('--trial <id>', 'one candidate with its learning curves: the first letters of its id, or of a trial’s')
    .option('--compare <ids...>', 'candidates side by side')
    .addHelpText(
      'after',
      `
Without a search, --trial and --compare are about the newest.

Examples:
  ${program} show
  ${program} show 20260314-1503 --top 50
  ${program} show --trial 3fa2
  ${program} show 20260314-1503 --compare 3fa2 91bc`,
    )
    .action((reference: string | undefined, flags: ShowFlags) => show(reference, flags, context));
}

async function show(reference: string | undefined, flags: ShowFlags, { out, program }: CliContext): Promise<void> {
  const { output, trial, compare, top } = flags;
  if (reference === undefined && trial === undefined && compare === undefined) {
    const store = openStore(output);
    if ((await listSearches(store)).length === 0) {
      out.print(`There are no searches in ${printable(output)} yet. Begin one:`, `  ${program} search data.csv`);
    } else out.print(...(await searchListLines(store, out)));
    return;
  }
  const found = await findSearch(reference, output);
  const prepared = await readPreparedSearch(found.store, found.searchId).catch((error: unknown) => {
    if (!(error instanceof SearchError) || error.name !== 'ArtifactMissing') throw error;
    throw new SearchError('NotFound', `The search ${found.searchId} has nothing to show: its data was never prepared`, {
      wayOut: 'Run its `search` command again',
      cause: error,
    });
  });
  const history = await readHistory(found.store, found.searchId);
  const { metric, space } = prepared.settings;
  const parameters = Object.keys(space);
  if (trial !== undefined) {
    const candidate = findCandidate(history, trial);
    const results = await readResults(found, candidate.observations);
    out.print(...trialLines(candidate, { results, metric, terminal: out }));
  } else if (compare !== undefined) {
    const candidates = compare.map((id) => findCandidate(history, id));
    out.print(...comparisonLines(candidates, { metric, parameters, terminal: out }));
  } else {
    const leaderboard = leaderboardOf(history, metric);
    out.print(
      ...(await headLines(found, prepared, { out })),
      '',
      ...leaderboardLines(leaderboard, { top, parameters, terminal: out }),
    );
  }
}

async function headLines(
  { folder, store, searchId }: FoundSearch,
  { dataset, settings }: PreparedSearch,
  { out }: Pick<CliContext, 'out'>,
): Promise<string[]> {
  const verdict = await findArtifact(store, searchKeys(searchId).verdict, verdictSchema);
  const title = `${out.style.bold(printable(dataset.name))}: ${printable(dataset.target)}, judged by ${metricLabel(settings.metric)} (${searchId})`;
  if (verdict === undefined) return [title, '  not finished: its `search` command goes on'];
  return [
    title,
    `  ended because ${printable(verdict.endedBecause)}`,
    '',
    ...verdictLines({ folder, verdict, style: out.style, width: out.width() }),
  ];
}

async function readResults(
  { store, searchId }: FoundSearch,
  observations: readonly Observation[],
): Promise<Map<string, Trial>> {
  const ids = observations.flatMap(({ trials }) => trials);
  const found = await Promise.all(ids.map((id) => findResult(store, searchId, id)));
  return new Map(found.flatMap((trial) => (trial === undefined ? [] : [[trial.id, trial] as const])));
}
