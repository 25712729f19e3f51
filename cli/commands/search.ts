import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { plural } from '../../report/words.ts';
import { SearchError } from '../../shared/errors.ts';
import type { Spec } from '../../shared/spec.ts';
import { readPreparedSearch } from '../../shared/steps/settings.ts';
import { openStore } from '../../storage/index.ts';
import type { CliContext } from '../context.ts';
import { discardUnprepared } from '../discard-search.ts';
import { onInterrupt } from '../interrupts.ts';
import { quoted } from '../invocation.ts';
import { gridSize } from '../progress/expected-trials.ts';
import { observeSearch, type ProgressKind } from '../progress/observe-search.ts';
import { readSpec } from '../spec/read-spec.ts';
import { specOptions } from '../spec/spec-flags.ts';
import { tellOutcome } from '../tell-outcome.ts';

type SearchFlags = Readonly<Record<string, unknown>> & {
  readonly json?: true;
  readonly quiet?: true;
  readonly fresh?: true;
};

export function searchCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('search')
    .description('find the best model for a dataset')
    .argument(
      '[dataset]',
      'CSV, TSV, JSON lines or Parquet file, or a search.json (default: the irises that come along)',
    )
    .option('--spec <file>', 'read the spec from this file (default: search.json beside the dataset); flags win');
  for (const option of specOptions()) command.addOption(option);
  return command
    .option('--fresh', 'begin anew where the same search is there already')
    .addOption(new Option('--json', 'events and the result as lines of JSON').conflicts('quiet'))
    .option('--quiet', 'only the final line')
    .addHelpText(
      'after',
      `
Examples:
  ${program} search                                            try it out
  ${program} search houses.csv --target price --metric mae
  ${program} search data.csv --trials 500 --stopping halving --seconds 600
  ${program} search data.csv --column zip=category --folds 5`,
    )
    .action((dataset: string | undefined, flags: SearchFlags) => searchAndTell(dataset, flags, context));
}

async function searchAndTell(dataset: string | undefined, flags: SearchFlags, context: CliContext): Promise<void> {
  const { spec, notes } = await readSpec({ dataset, flags });
  const { search } = await import('../../local/search.ts');
  const folder = resolve(spec.output);
  const store = openStore(spec.output);
  const kind = kindOf(flags, context);
  const observer = observeSearch(spec, { kind, store, context });
  const interrupt = onInterrupt(() => observer.note('Stopping. Ctrl-C again ends it at once.'));
  const started = context.now();
  let begun: string | undefined;
  try {
    if (kind !== 'quiet') for (const note of [...notes, ...gridNote(spec)]) observer.note(note);
    const outcome = await search({
      spec,
      fresh: flags.fresh ?? false,
      signal: interrupt.signal,
      onEvent(event) {
        if (event.type === 'started' && !event.resumed) begun = event.searchId;
        observer.onEvent(event);
      },
    });
    observer.close();
    const prepared = await readPreparedSearch(store, outcome.searchId);
    const seconds = (context.now() - started) / 1000;
    const isTrial = context.argumentsGiven.length === 0 || (dataset === undefined && flags.spec === undefined);
    tellOutcome({ outcome, spec, prepared, folder, seconds, isTrial }, kind, context);
  } catch (error) {
    observer.close();
    if (begun !== undefined && isInputError(error)) await discardUnprepared(folder, begun);
    throw isInterrupted(error) ? withCommand(error, context) : error;
  } finally {
    interrupt.release();
  }
}

function kindOf({ json, quiet }: SearchFlags, { err }: CliContext): ProgressKind {
  if (json === true) return 'json';
  if (quiet === true) return 'quiet';
  return err.isLive ? 'live' : 'plain';
}

function gridNote(spec: Spec): string[] {
  const size = gridSize(spec);
  if (size === undefined) return [];
  const { trials } = spec.budget;
  const all = plural(size, 'candidate');
  return [size <= trials ? `The grid has ${all}.` : `The grid has ${all}; the first ${trials} are tried (--trials).`];
}

const isInputError = (error: unknown): boolean =>
  error instanceof SearchError && ['InvalidDataset', 'InvalidSpec', 'NotFound'].includes(error.name);

const isInterrupted = (error: unknown): error is SearchError =>
  error instanceof SearchError && error.name === 'Interrupted';

/** Says the very command that goes on; --fresh would begin anew once more. */
function withCommand(error: SearchError, { program, argumentsGiven }: CliContext): SearchError {
  const again = argumentsGiven.filter((argument) => argument !== '--fresh').map(quoted);
  return new SearchError('Interrupted', 'nothing is lost', {
    wayOut: `To go on: ${[program, ...again].join(' ')}`,
    cause: error,
  });
}
