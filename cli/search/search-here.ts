import { resolve } from 'node:path';
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
import { observeSearch } from '../progress/observe-search.ts';
import type { ProgressKind } from '../progress/progress-kind.ts';
import type { SpecRead } from '../spec/read-spec.ts';
import { tellOutcome } from '../tell-outcome.ts';

export interface SearchHere extends SpecRead {
  readonly kind: ProgressKind;
  readonly fresh: boolean;
  /** Its limits by now, where they were raised. */
  readonly budget?: Spec['budget'];
  /** Whether nothing was asked for but to try it out. */
  readonly isTrial: boolean;
}

/** Searches on this machine, shows how it goes, and tells what came out. Throws as `Search` says. */
export async function searchHere(
  { spec, budget = spec.budget, notes, kind, fresh, isTrial }: SearchHere,
  context: CliContext,
): Promise<void> {
  const { search } = await import('../../local/search.ts');
  const folder = resolve(spec.output);
  const store = openStore(spec.output);
  const observer = observeSearch({ ...spec, budget }, { kind, store, context });
  const interrupt = onInterrupt(() => observer.note('Stopping. Ctrl-C again ends it at once.'));
  const started = context.now();
  let begun: string | undefined;
  try {
    if (kind !== 'quiet') for (const note of [...notes, ...gridNote(spec)]) observer.note(note);
    const outcome = await search({
      spec,
      fresh,
      signal: interrupt.signal,
      onEvent(event) {
        if (event.type === 'started' && !event.resumed) begun = event.searchId;
        observer.onEvent(event);
      },
    });
    observer.close();
    const prepared = await readPreparedSearch(store, outcome.searchId);
    const seconds = (context.now() - started) / 1000;
    tellOutcome({ outcome, spec, prepared, folder, seconds, isTrial }, kind, context);
  } catch (error) {
    observer.close();
    if (begun !== undefined && isInputError(error)) await discardUnprepared(folder, begun);
    throw isInterrupted(error) ? withCommand(error, context) : error;
  } finally {
    interrupt.release();
  }
}

/** How many candidates a grid has, where there is one. */
export function gridNote(spec: Spec): string[] {
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
