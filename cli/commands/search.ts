import { Command, Option } from 'commander';
import { SearchError } from '../../shared/errors.ts';
import { type StackFlags, stackOptions } from '../cloud/cloud-options.ts';
import type { CliContext } from '../context.ts';
import { kindOf, type ProgressFlags } from '../progress/progress-kind.ts';
import { searchHere } from '../search/search-here.ts';
import { readSpec } from '../spec/read-spec.ts';
import { specOptions } from '../spec/spec-flags.ts';

type SearchFlags = Readonly<Record<string, unknown>> &
  StackFlags &
  ProgressFlags & {
    readonly fresh?: true;
    readonly cloud?: true;
    readonly detach?: true;
    readonly yes?: true;
  };

export function searchCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('search')
    .description('find the best model for a dataset')
    .argument(
      '[dataset]',
      'CSV, TSV, JSON lines or Parquet file, folder or zip of images, .npz, or a search.json (default: the irises)',
    )
    .option('--spec <file>', 'read the spec from this file (default: search.json beside the dataset); flags win');
  for (const option of specOptions()) command.addOption(option);
  command
    .option('--fresh', 'begin anew where the same search is there already')
    .addOption(new Option('--json', 'events and the result as lines of JSON').conflicts('quiet'))
    .option('--quiet', 'only the final line')
    .option('--cloud', 'search in the deployed stack: see `deploy`, `watch` and `stop`')
    .option('--detach', 'with --cloud: start it and do not watch')
    .option('--yes', 'with --cloud: do not ask before it starts');
  for (const option of stackOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
Examples:
  ${program} search                                            try it out
  ${program} search houses.csv --target price --metric mae
  ${program} search data.csv --trials 500 --stopping halving --seconds 600
  ${program} search data.csv --column zip=category --folds 5
  ${program} search data.csv --cloud --dollars 2`,
    )
    .action((dataset: string | undefined, flags: SearchFlags) => searchAndTell(dataset, flags, context));
}

async function searchAndTell(dataset: string | undefined, flags: SearchFlags, context: CliContext): Promise<void> {
  const read = await readSpec({ dataset, flags });
  const kind = kindOf(flags, context);
  const fresh = flags.fresh ?? false;
  if (flags.cloud === true) {
    const { searchInCloud } = await import('../search/search-in-cloud.ts');
    return searchInCloud({ ...read, kind, fresh, flags }, context);
  }
  for (const flag of ['detach', 'yes', 'stack', 'region', 'profile'] as const) {
    if (flags[flag] !== undefined) {
      throw new SearchError('InvalidSpec', `--${flag} is for a search in the cloud`, { wayOut: 'Add --cloud' });
    }
  }
  const isTrial = context.argumentsGiven.length === 0 || (dataset === undefined && flags.spec === undefined);
  return searchHere({ ...read, kind, fresh, isTrial }, context);
}
