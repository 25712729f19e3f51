import { Command, Option } from 'commander';
import { type WhereFlags, whereOptions } from '../cloud/cloud-options.ts';
import type { CliContext } from '../context.ts';
import { findSearch } from '../find-search.ts';
import { openSearches } from '../open-searches.ts';
import { kindOf, type ProgressFlags } from '../progress/progress-kind.ts';
import { watchAndTell } from '../watch/watch-and-tell.ts';

type WatchFlags = WhereFlags & ProgressFlags;

/** `modelscout watch`: how a search goes that somebody else runs, until it ends. */
export function watchCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('watch')
    .description('show how a search goes that runs in the cloud or in another terminal, until its verdict')
    .argument('[search]', 'id of a search, or its first letters (default: the newest)');
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addOption(new Option('--json', 'changes and the result as lines of JSON').conflicts('quiet'))
    .option('--quiet', 'only the final line')
    .addHelpText(
      'after',
      `
It ends as the search does: with its verdict and exit code 0, or with what it failed with.
Ctrl-C ends the watching alone.

Examples:
  ${program} watch --cloud
  ${program} watch 20260314-1503 --cloud
  ${program} watch --cloud --json | jq .best`,
    )
    .action(async (reference: string | undefined, flags: WatchFlags) => {
      const found = await findSearch(reference, await openSearches(flags, context));
      await watchAndTell(found, kindOf(flags, context), context);
    });
}
