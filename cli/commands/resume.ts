import { Command, Option } from 'commander';
import { SearchError } from '../../shared/errors.ts';
import { specSchema } from '../../shared/spec.ts';
import { reopen } from '../../shared/steps/go-on.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { raiseLimit } from '../../shared/steps/raise-limit.ts';
import { readArtifact } from '../../shared/steps/read-artifact.ts';
import { type WhereFlags, whereOptions } from '../cloud/cloud-options.ts';
import type { CliContext } from '../context.ts';
import { type FoundSearch, findSearch } from '../find-search.ts';
import { openSearches } from '../open-searches.ts';
import { kindOf, type ProgressFlags } from '../progress/progress-kind.ts';
import { goOnInCloud } from '../search/go-on-in-cloud.ts';
import { searchHere } from '../search/search-here.ts';
import { watchAndTell } from '../watch/watch-and-tell.ts';
import { isAtWork } from '../watch/watch-search.ts';

type ResumeFlags = WhereFlags & ProgressFlags & { readonly detach?: true; readonly dollars?: string };

/** `modelscout resume`: goes on with a search that was stopped, has failed, or was interrupted. */
export function resumeCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('resume')
    .description('go on with a search that was stopped, was interrupted or has failed; what is trained is used')
    .argument('<search>', 'id of a search, or its first letters');
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addOption(new Option('--json', 'changes and the result as lines of JSON').conflicts('quiet'))
    .option('--quiet', 'only the final line')
    .option('--detach', 'with --cloud: start it and do not watch')
    .option('--dollars <n>', 'with --cloud: what it may cost in all, from now on')
    .addHelpText(
      'after',
      `
Examples:
  ${program} resume 20260314-1503 --cloud
  ${program} resume 20260314-1503 --cloud --dollars 5
  ${program} resume 20260314-1503`,
    )
    .action(async (reference: string, flags: ResumeFlags) => {
      await resume(await findSearch(reference, await openSearches(flags, context)), flags, context);
    });
}

async function resume(found: FoundSearch, flags: ResumeFlags, context: CliContext): Promise<void> {
  const { cloud, store, searchId, address } = found;
  const keys = searchKeys(searchId);
  const kind = kindOf(flags, context);
  const dollars = dollarsOf(flags, found);
  const ended = (await store.read(keys.verdict)) !== undefined;
  if (ended && dollars === undefined && (await store.read(keys.stop)) === undefined) {
    throw new SearchError('NotFound', `The search ${searchId} was not stopped: it is finished`, {
      wayOut: 'Where it ended for its limit of dollars, raise that with --dollars; else search with a larger budget',
    });
  }
  const atWork = await isAtWork(found);
  if (dollars !== undefined) {
    if (atWork) {
      throw new SearchError('NotFound', `The search ${searchId} is running: its limit is raised when it has ended`, {
        wayOut: `Stop it first: ${context.program} stop ${searchId} --cloud`,
      });
    }
    await raiseLimit(store, searchId, dollars);
  }
  if (cloud !== undefined) {
    if (!atWork) await goOnInCloud({ ...found, cloud });
    if (flags.detach !== true) await watchAndTell(found, kind, context);
    else context.out.print(`${searchId} goes on`, `  To watch it: ${context.program} watch ${searchId} --cloud`);
    return;
  }
  if (atWork) return watchAndTell(found, kind, context);
  const spec = { ...(await readArtifact(store, keys.spec, specSchema)), output: address };
  await reopen(store, searchId);
  return searchHere({ spec, notes: [], kind, fresh: false, isTrial: false }, context);
}

/** Throws SearchError InvalidSpec. */
function dollarsOf({ dollars }: ResumeFlags, { cloud }: FoundSearch): number | undefined {
  if (dollars === undefined) return undefined;
  const limit = specSchema.shape.budget.unwrap().shape.dollars.safeParse(Number(dollars));
  if (limit.success && cloud !== undefined) return limit.data;
  const wayOut = cloud === undefined ? 'Give --cloud with it: on this machine nothing costs' : 'Use a number above 0';
  throw new SearchError('InvalidSpec', `--dollars is ${JSON.stringify(dollars)}`, { wayOut });
}
