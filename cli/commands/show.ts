import { Command } from 'commander';
import { metricLabel } from '../../report/words.ts';
import { SearchError } from '../../shared/errors.ts';
import { goalsOf } from '../../shared/objectives/goals.ts';
import { verdictSchema } from '../../shared/result.ts';
import { readHistory } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { leaderboardOf } from '../../shared/steps/leaderboard.ts';
import { findArtifact } from '../../shared/steps/read-artifact.ts';
import { findResult } from '../../shared/steps/results.ts';
import { type PreparedSearch, readPreparedSearch } from '../../shared/steps/settings.ts';
import type { Observation, Trial } from '../../shared/trial.ts';
import { type WhereFlags, whereOptions } from '../cloud/cloud-options.ts';
import type { CliContext } from '../context.ts';
import { type FoundSearch, findSearch } from '../find-search.ts';
import { openSearches } from '../open-searches.ts';
import { readCount } from '../read-count.ts';
import { comparisonLines } from '../show/comparison-lines.ts';
import { findCandidate } from '../show/find-candidate.ts';
import { leaderboardLines } from '../show/leaderboard-lines.ts';
import { trialLines } from '../show/trial-lines.ts';
import { whyLines } from '../show/why-lines.ts';
import { printable } from '../terminal/text-width.ts';
import { verdictLines } from '../verdict-lines.ts';
import { listSearchesOf } from './list.ts';

interface ShowFlags extends WhereFlags {
  readonly top: number;
  readonly trial?: string;
  readonly compare?: readonly string[];
}

/** `modelscout show`: what was searched, and what came of it. */
export function showCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('show')
    .description('list the searches, or show one: its verdict and its best candidates')
    .argument('[search]', 'id of a search, its first letters, or its folder (default: all searches, as a list)');
  for (const option of whereOptions()) command.addOption(option);
  return command
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
  ${program} show 20260314-1503 --cloud
  ${program} show --trial 3fa2
  ${program} show 20260314-1503 --compare 3fa2 91bc`,
    )
    .action((reference: string | undefined, flags: ShowFlags) => show(reference, flags, context));
}

async function show(reference: string | undefined, flags: ShowFlags, context: CliContext): Promise<void> {
  const { out } = context;
  const { trial, compare, top } = flags;
  const searches = await openSearches(flags, context);
  if (reference === undefined && trial === undefined && compare === undefined) {
    await listSearchesOf(searches, { top }, context);
    return;
  }
  const found = await findSearch(reference, searches);
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
    const leaderboard = leaderboardOf(history, metric, goalsOf(prepared.settings));
    out.print(
      ...(await headLines(found, prepared, { out })),
      '',
      ...leaderboardLines(leaderboard, { top, parameters, terminal: out }),
    );
  }
}

async function headLines(
  { address, store, searchId, cloud }: FoundSearch,
  { dataset, settings }: PreparedSearch,
  { out }: Pick<CliContext, 'out'>,
): Promise<string[]> {
  const verdict = await findArtifact(store, searchKeys(searchId).verdict, verdictSchema);
  const title = `${out.style.bold(printable(dataset.name))}: ${printable(dataset.target)}, judged by ${metricLabel(settings.metric)} (${searchId})`;
  if (verdict === undefined) {
    const goesOn = cloud === undefined ? 'its `search` command goes on' : '`watch` shows how it goes';
    return [title, `  not finished: ${goesOn}`];
  }
  return [
    title,
    `  ended because ${printable(verdict.endedBecause)}`,
    '',
    ...verdictLines({ address, verdict, style: out.style, width: out.width() }),
    '',
    ...whyLines(verdict, { style: out.style, width: out.width() }),
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
