import { dirname, join } from 'node:path';
import type { SearchOutcome } from '../local/search-request.ts';
import { plural } from '../report/words.ts';
import type { Spec } from '../shared/spec.ts';
import { modelKeys, searchKeys } from '../shared/steps/keys.ts';
import type { PreparedSearch } from '../shared/steps/settings.ts';
import { shownPath } from './artifact-path.ts';
import type { CliContext } from './context.ts';
import { quoted } from './invocation.ts';
import { jsonLine } from './progress/json-progress.ts';
import type { ProgressKind } from './progress/progress-kind.ts';
import { duration } from './progress/words.ts';
import { printable } from './terminal/text-width.ts';
import { verdictLine, verdictLines } from './verdict-lines.ts';

export interface OutcomeTold {
  readonly outcome: SearchOutcome;
  readonly spec: Spec;
  readonly prepared: PreparedSearch;
  /** The store's folder. */
  readonly folder: string;
  readonly seconds: number;
  /** Whether nothing was asked for but to try it out. */
  readonly isTrial: boolean;
}

/** The search's end, the way that was asked for. */
export function tellOutcome(told: OutcomeTold, kind: ProgressKind, context: CliContext): void {
  const { outcome, folder } = told;
  if (kind === 'json') context.out.write(jsonLine({ type: 'result', ...outcome, ...pathsOf(folder, outcome) }));
  else if (kind === 'quiet') context.out.print(verdictLine(outcome.verdict, outcome.resultFolder));
  else context.out.print(...outcomeLines(told, context));
}

function pathsOf(folder: string, { searchId }: SearchOutcome) {
  const keys = searchKeys(searchId);
  return {
    model: join(folder, keys.model),
    leaderboard: join(folder, keys.leaderboardCsv),
    report: join(folder, keys.report),
  };
}

function outcomeLines(
  { outcome, spec, prepared, folder, seconds, isTrial }: OutcomeTold,
  context: CliContext,
): string[] {
  const { verdict, alreadyFinished } = outcome;
  const { out, program } = context;
  const { style } = out;
  const { name, rows, target, task, classes, horizon } = prepared.dataset;
  const { completed, failed, stopped } = verdict.candidates;
  const kind =
    task === 'regression'
      ? horizon === undefined
        ? 'a number'
        : `its next ${plural(horizon, 'value')}`
      : plural(classes.length, 'class').replace('classs', 'classes');
  const counts = [
    plural(completed + failed + stopped, 'candidate'),
    failed > 0 ? `${failed} failed` : undefined,
    stopped > 0 ? `${stopped} stopped early` : undefined,
    alreadyFinished ? undefined : duration(seconds),
  ].filter((part) => part !== undefined);
  const model = dirname(join(folder, modelKeys(name).version(outcome.searchId)));
  const data = quoted(spec.dataset);
  return [
    alreadyFinished
      ? `${style.green('✔')} This search is finished already; ${style.bold('--fresh')} begins it anew, ${style.bold(`resume ${outcome.searchId} --trials`)} extends it.`
      : `${style.green('✔')} ${style.bold(printable(name))}: ${printable(target)} (${kind}) from ${plural(rows, 'row')}`,
    `  ${counts.join(', ')}; ended because ${verdict.endedBecause}`,
    '',
    ...verdictLines({ address: folder, verdict, style, width: out.width() }),
    '',
    'Predict with it:',
    `  ${program} predict ${quoted(shownPath(model))} ${data}`,
    ...(isTrial
      ? [
          'Search your own data, a CSV with a header:',
          `  ${program} search ${style.dim('data.csv')} --target ${style.dim('column')}`,
        ]
      : []),
    'Look closer:',
    `  ${program} show ${outcome.searchId}${spec.output === 'modelscout' ? '' : ` --output ${quoted(spec.output)}`}`,
  ];
}
