import { Command, Option } from 'commander';
import { SearchError } from '../../shared/errors.ts';
import { specSchema } from '../../shared/spec.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { type Limits, raiseLimits } from '../../shared/steps/raise-limit.ts';
import { type WhereFlags, whereOptions } from '../cloud/cloud-options.ts';
import type { CliContext } from '../context.ts';
import { type FoundSearch, findSearch } from '../find-search.ts';
import { openSearches } from '../open-searches.ts';
import { kindOf, type ProgressFlags } from '../progress/progress-kind.ts';
import { goOnWith } from '../search/go-on-with.ts';
import { isAtWork } from '../watch/watch-search.ts';

type ResumeFlags = WhereFlags &
  ProgressFlags & {
    readonly detach?: true;
    readonly trials?: string;
    readonly seconds?: string;
    readonly targetScore?: string;
    /** False with --no-patience. */
    readonly patience?: boolean;
    readonly dollars?: string;
  };

/** `modelscout resume`: goes on with a search that was stopped, has failed, or was interrupted; or further than it was to go. */
export function resumeCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('resume')
    .description(
      'go on with a search that was stopped, was interrupted or has failed, or extend one; what is trained is used',
    )
    .argument('<search>', 'id of a search, or its first letters');
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addOption(new Option('--json', 'changes and the result as lines of JSON').conflicts('quiet'))
    .option('--quiet', 'only the final line')
    .option('--detach', 'with --cloud: start it and do not watch')
    .option('--trials <n>', 'candidates to try in all, from now on')
    .option('--seconds <n>', 'its time limit from now on: what is above the old one counts from now')
    .option('--target-score <score>', 'end when the best validation score reaches this, further out than before')
    .option('--no-patience', 'do not end any more for rounds without a better score')
    .option('--dollars <n>', 'with --cloud: what it may cost in all, from now on')
    .addHelpText(
      'after',
      `
Examples:
  ${program} resume 20260314-1503 --cloud
  ${program} resume 20260314-1503 --cloud --dollars 5
  ${program} resume 20260314-1503 --trials 400
  ${program} resume 20260314-1503`,
    )
    .action(async (reference: string, flags: ResumeFlags) => {
      await resume(await findSearch(reference, await openSearches(flags, context)), flags, context);
    });
}

async function resume(found: FoundSearch, flags: ResumeFlags, context: CliContext): Promise<void> {
  const { store, searchId } = found;
  const keys = searchKeys(searchId);
  const limits = limitsOf(flags, found);
  const raises = Object.keys(limits).length > 0;
  const ended = (await store.read(keys.verdict)) !== undefined;
  if (ended && !raises && (await store.read(keys.stop)) === undefined) {
    throw new SearchError('NotFound', `The search ${searchId} was not stopped: it is finished`, {
      wayOut: `To extend it, raise what it ended for: --trials, --seconds, --target-score, --no-patience, --dollars`,
    });
  }
  const atWork = await isAtWork(found);
  if (raises) {
    if (atWork) {
      const stop = found.cloud === undefined ? 'Ctrl-C' : `${context.program} stop ${searchId} --cloud`;
      throw new SearchError('NotFound', `The search ${searchId} is running: its limits are raised when it has ended`, {
        wayOut: `Stop it first: ${stop}`,
      });
    }
    await raiseLimits(store, searchId, limits, Date.now());
  }
  await goOnWith(found, { atWork, kind: kindOf(flags, context), detach: flags.detach === true }, context);
}

/** What the flags raise. Throws SearchError InvalidSpec. */
function limitsOf(flags: ResumeFlags, { cloud }: FoundSearch): Limits {
  const { shape } = specSchema.shape.budget.unwrap();
  const limits: Record<string, number> = {};
  for (const [key, flag] of [
    ['trials', 'trials'],
    ['seconds', 'seconds'],
    ['targetScore', 'target-score'],
    ['dollars', 'dollars'],
  ] as const) {
    const text = flags[key];
    if (text === undefined) continue;
    const limit = shape[key].safeParse(text.trim() === '' ? Number.NaN : Number(text));
    const isFree = key === 'dollars' && cloud === undefined;
    if (limit.success && limit.data !== undefined && !isFree) limits[key] = limit.data;
    else {
      const wayOut = isFree ? 'Give --cloud with it: on this machine nothing costs' : 'Use a number, as for `search`';
      throw new SearchError('InvalidSpec', `--${flag} is ${JSON.stringify(text)}`, { wayOut });
    }
  }
  return { ...limits, ...(flags.patience === false ? { patience: 'none' } : {}) };
}
