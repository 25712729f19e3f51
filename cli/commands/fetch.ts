import { join } from 'node:path';
import { Command } from 'commander';
import { plural } from '../../report/words.ts';
import { shownPath } from '../artifact-path.ts';
import { type StackFlags, stackOptions } from '../cloud/cloud-options.ts';
import { openCloud } from '../cloud/open-cloud.ts';
import type { CliContext } from '../context.ts';
import { copyArtifacts } from '../fetch/copy-artifacts.ts';
import { whatToFetch } from '../fetch/what-to-fetch.ts';
import { quoted } from '../invocation.ts';
import { jsonLine } from '../progress/json-progress.ts';
import { liveBlock } from '../terminal/live-block.ts';
import { printable } from '../terminal/text-width.ts';

type FetchFlags = StackFlags & { readonly json?: true };

/** `modelscout fetch`: brings a result or a model here. */
export function fetchCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('fetch')
    .description('copy a result or a published model from the cloud into a folder')
    .argument('<what>', 'id of a search, its first letters, or models/<name>')
    .argument('[folder]', 'where it goes to (default: where a search on this machine would have put it)');
  for (const option of stackOptions()) command.addOption(option);
  return command
    .option('--json', 'what was copied as a line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  ${program} fetch 20260314-1503
  ${program} fetch models/iris
  ${program} fetch models/iris iris-model && ${program} predict iris-model new.csv`,
    )
    .action((what: string, folder: string | undefined, flags: FetchFlags) => fetchInto(what, folder, flags, context));
}

async function fetchInto(
  what: string,
  given: string | undefined,
  flags: FetchFlags,
  context: CliContext,
): Promise<void> {
  const { out, err, program } = context;
  const cloud = await openCloud(flags, context);
  const { root, keys } = await whatToFetch(what, { ...cloud, cloud });
  const folder = given ?? join('modelscout', root);
  const block = err.isLive && flags.json !== true ? liveBlock(err) : undefined;
  try {
    const copied = await copyArtifacts(cloud.store, {
      keys,
      below: `${root}/`,
      folder,
      onFile: ({ files, bytes }) => block?.draw([`${files}/${keys.length} files, ${size(bytes)}`]),
    });
    block?.clear();
    if (flags.json === true) out.write(jsonLine({ type: 'fetched', folder, ...copied }));
    else {
      out.print(
        `${plural(copied.files, 'file')}, ${size(copied.bytes)}: ${printable(shownPath(folder))}`,
        `  ${program} predict ${quoted(shownPath(folder))} new.csv`,
      );
    }
  } finally {
    block?.clear();
  }
}

const size = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
