import { Command, Option } from 'commander';
import { plural } from '../../report/words.ts';
import { shownAddress } from '../artifact-path.ts';
import { type WhereFlags, whereOptions } from '../cloud/cloud-options.ts';
import type { CliContext } from '../context.ts';
import { readSummaries } from '../list/search-summary.ts';
import { summaryLines } from '../list/summary-lines.ts';
import { openSearches, type Searches } from '../open-searches.ts';
import { jsonLine } from '../progress/json-progress.ts';
import { readCount } from '../read-count.ts';

type ListFlags = WhereFlags & { readonly top: number; readonly json?: true };

/** `modelscout list`: the searches, newest first. */
export function listCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('list').description(
    'list the searches, newest first: how far they are, what came of them',
  );
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addOption(new Option('--top <count>', 'searches to list').argParser(readCount).default(20))
    .option('--json', 'a line of JSON a search')
    .addHelpText(
      'after',
      `
Examples:
  ${program} list
  ${program} list --cloud --top 100
  ${program} list --cloud --json | jq .searchId`,
    )
    .action(async (flags: ListFlags) => listSearchesOf(await openSearches(flags, context), flags, context));
}

/** Prints the table; says how to begin where there is none. */
export async function listSearchesOf(
  searches: Searches,
  { top, json }: Pick<ListFlags, 'top' | 'json'>,
  { out, program }: Pick<CliContext, 'out' | 'program'>,
): Promise<void> {
  const { summaries, count } = await readSummaries(searches, top);
  if (json === true) {
    for (const summary of summaries) out.write(jsonLine(summary));
  } else if (count === 0) {
    const flag = searches.cloud === undefined ? '' : ' --cloud';
    out.print(
      `There are no searches in ${shownAddress(searches.address)} yet. Begin one:`,
      `  ${program} search${flag} data.csv`,
    );
  } else {
    out.print(...summaryLines(summaries, out));
    if (count > top)
      out.print(
        '',
        out.style.dim(`${plural(count - top, 'search').replace('searchs', 'searches')} more: --top says how many.`),
      );
  }
}
