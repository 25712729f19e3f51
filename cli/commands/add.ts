import { Command, Option } from 'commander';
import { machineMiB } from '../../local/machine-memory.ts';
import { plural } from '../../report/words.ts';
import { SearchError } from '../../shared/errors.ts';
import { addCandidates } from '../../shared/steps/added.ts';
import { type WhereFlags, whereOptions } from '../cloud/cloud-options.ts';
import type { CliContext } from '../context.ts';
import { findSearch } from '../find-search.ts';
import { openSearches } from '../open-searches.ts';
import { kindOf, type ProgressFlags } from '../progress/progress-kind.ts';
import { goOnWith } from '../search/go-on-with.ts';
import { readJsonFile } from '../spec/read-json-file.ts';
import { isAtWork } from '../watch/watch-search.ts';

type AddFlags = WhereFlags & ProgressFlags & { readonly later?: true; readonly detach?: true };

/** `modelscout add`: candidates of the user's own, for a search that has begun or is over. */
export function addCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('add')
    .description('give a search candidates to try next, each above its limit of trials; a finished one goes on')
    .argument('<search>', 'id of a search, or its first letters')
    .argument('<candidate>', 'as JSON: an object of parameters, or a list of them; @file reads it from a file');
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addOption(new Option('--json', 'events and the result as lines of JSON').conflicts('quiet'))
    .option('--quiet', 'only the final line')
    .option('--later', 'write it down only: the search tries it when it goes on')
    .option('--detach', 'with --cloud: start it and do not watch')
    .addHelpText(
      'after',
      `
Examples:
  ${program} add 20260314-1503 '{"depth": 1, "width.1": 24, "learningRate": 0.01}'
  ${program} add 20260314-1503 @candidates.json --later`,
    )
    .action((reference: string, text: string, flags: AddFlags) => add(reference, text, flags, context));
}

async function add(reference: string, text: string, flags: AddFlags, context: CliContext): Promise<void> {
  const found = await findSearch(reference, await openSearches(flags, context));
  const { store, searchId } = found;
  const read = await readCandidates(text);
  const candidates = Array.isArray(read) ? read : [read];
  // Of a deployment only its own functions know what memory there is.
  await addCandidates(store, searchId, candidates, found.cloud === undefined ? machineMiB() : undefined);
  const kind = kindOf(flags, context);
  const atWork = await isAtWork(found);
  if (kind !== 'json' && kind !== 'quiet') {
    context.err.print(`${plural(candidates.length, 'candidate')} added to ${searchId}: tried first in its next round`);
  }
  if (atWork || flags.later === true) return;
  await goOnWith(found, { atWork, kind, detach: flags.detach === true }, context);
}

/** Throws SearchError NotFound or InvalidSpec. */
async function readCandidates(text: string): Promise<unknown> {
  if (text.startsWith('@')) return readJsonFile(text.slice(1), 'candidates');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new SearchError('InvalidSpec', `The candidate is no JSON: ${JSON.stringify(text.slice(0, 80))}`, {
      wayOut: `Write '{"depth": 1, "width.1": 16}', or @file`,
      cause,
    });
  }
}
