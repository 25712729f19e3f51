import { Command } from 'commander';
import { writeJson } from '../../shared/artifact-store.ts';
import { SearchError } from '../../shared/errors.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { type WhereFlags, whereOptions } from '../cloud/cloud-options.ts';
import type { CliContext } from '../context.ts';
import { type FoundSearch, findSearch } from '../find-search.ts';
import { openSearches } from '../open-searches.ts';
import { isAtWork } from '../watch/watch-search.ts';

type StopFlags = WhereFlags & { readonly now?: true };

/** `modelscout stop`: ends a search that runs in the cloud or in another terminal. */
export function stopCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('stop')
    .description('end a search that runs in the cloud or in another terminal: what is done is kept and judged')
    .argument('<search>', 'id of a search, or its first letters');
  for (const option of whereOptions()) command.addOption(option);
  return command
    .option('--now', 'in the cloud: end its tasks at once, and judge nothing')
    .addHelpText(
      'after',
      `
Packs that are being trained are saved within seconds, the best candidate so far is published, and \`resume\` goes on.

Examples:
  ${program} stop 20260314-1503 --cloud
  ${program} stop 20260314-1503
  ${program} stop 20260314-1503 --cloud --now`,
    )
    .action(async (reference: string, flags: StopFlags) => {
      await stop(await findSearch(reference, await openSearches(flags, context)), flags, context);
    });
}

async function stop(found: FoundSearch, { now }: StopFlags, { out, program }: CliContext): Promise<void> {
  const { cloud, store, searchId } = found;
  const keys = searchKeys(searchId);
  const flag = cloud === undefined ? '' : ' --cloud';
  if (now === true && cloud === undefined) {
    throw new SearchError('InvalidSpec', '--now is for searches in the cloud', {
      wayOut: 'On this machine Ctrl-C in its terminal ends a search at once; the same command goes on',
    });
  }
  if ((await store.read(keys.verdict)) !== undefined) {
    out.print(`${searchId} has ended already: ${program} show ${searchId}${flag}`);
    return;
  }
  if (!(await isAtWork(found))) {
    throw new SearchError('NotFound', `Nobody is at the search ${searchId}`, {
      wayOut: `To go on with it: ${program} resume ${searchId}${flag}`,
    });
  }
  await writeJson(store, keys.stop, { askedAt: new Date().toISOString() });
  if (now === true && cloud !== undefined) {
    const { abortExecution, latestExecution } = await import('../../cloud/executions.ts');
    const { clients, stack } = cloud;
    const execution = await latestExecution(clients.stepFunctions, stack.stateMachineArn, searchId);
    if (execution?.state === 'running')
      await abortExecution(clients.stepFunctions, execution.arn, 'modelscout stop --now');
    out.print(`${searchId} is ended. To go on with it: ${program} resume ${searchId}${flag}`);
    return;
  }
  out.print(
    `${searchId} is asked to stop: packs are saved, then what is done is judged.`,
    `  To see it end: ${program} watch ${searchId}${flag}`,
    `  To go on with it: ${program} resume ${searchId}${flag}`,
  );
}
