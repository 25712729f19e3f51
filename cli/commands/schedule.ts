import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { SearchError } from '../../shared/errors.ts';
import { datasetFolder, isBesides, isDatasetName, parseDatasetKey } from '../../shared/steps/dataset-key.ts';
import { type StackFlags, stackOptions } from '../cloud/cloud-options.ts';
import { type Cloud, openCloud } from '../cloud/open-cloud.ts';
import type { CliContext } from '../context.ts';
import { jsonLine } from '../progress/json-progress.ts';
import { table } from '../terminal/table.ts';
import { printable } from '../terminal/text-width.ts';

type ScheduleFlags = StackFlags & { readonly remove?: true; readonly timezone: string; readonly json?: true };

/** `modelscout schedule`: searches a dataset of the bucket again and again. */
export function scheduleCommand(context: CliContext): Command {
  const { program } = context;
  const command = new Command('schedule')
    .description('search a dataset in the bucket again and again; without arguments: list the schedules')
    .argument('[dataset]', 'its name below datasets/: the newest file in it; or one file, as iris/iris.csv')
    .argument('[expression]', 'rate(7 days), cron(0 6 ? * MON *) or at(2027-01-31T06:00:00)')
    .option('--remove', 'end the schedule of the dataset')
    .option('--timezone <name>', 'of cron and at', 'UTC')
    .option('--json', 'a line of JSON a schedule');
  for (const option of stackOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
A scheduled search begins with the champion's candidate and replaces the champion only where it is better beyond noise.
Its settings are those in search.json beside the dataset.

Examples:
  ${program} schedule iris "rate(7 days)"
  ${program} schedule iris "cron(0 6 ? * MON *)" --timezone Europe/Berlin
  ${program} schedule
  ${program} schedule iris --remove`,
    )
    .action((dataset: string | undefined, expression: string | undefined, flags: ScheduleFlags) =>
      schedule({ dataset, expression }, flags, context),
    );
}

interface ScheduleGiven {
  readonly dataset: string | undefined;
  readonly expression: string | undefined;
}

async function schedule(
  { dataset, expression }: ScheduleGiven,
  flags: ScheduleFlags,
  context: CliContext,
): Promise<void> {
  if (dataset === undefined) {
    if (flags.remove === true) throw missing('the dataset whose schedule ends');
    return list(await openCloud(flags, context), flags, context);
  }
  const key = keyOf(dataset);
  if (flags.remove === true) {
    if (expression !== undefined) throw new SearchError('InvalidSpec', 'A schedule is set or removed, not both');
    return remove(await openCloud(flags, context), key, context);
  }
  if (expression === undefined) throw missing('how often, as "rate(7 days)"');
  const { checkScheduleExpression } = await import('../../cloud/schedule-expression.ts');
  const checked = checkScheduleExpression(expression, new Date());
  checkTimeZone(flags.timezone);
  const cloud = await openCloud(flags, context);
  await checkUploaded(dataset, key, cloud);
  const { putSchedule } = await import('../../cloud/schedules.ts');
  const given = { dataset: key, expression: checked, timeZone: flags.timezone };
  const done = await putSchedule(cloud.clients.scheduler, cloud.stack, given);
  if (flags.json === true) context.out.write(jsonLine({ type: 'schedule', ...given, done }));
  else context.out.print(`${key} is searched at ${checked}${done === 'changed' ? ', as it was changed to' : ''}`);
}

const missing = (what: string): SearchError =>
  new SearchError('InvalidSpec', `The schedule lacks ${what}`, { wayOut: '`schedule --help` has examples' });

/** datasets/<name>, or datasets/<name>/<file>. Throws SearchError InvalidSpec. */
function keyOf(dataset: string): string {
  const path = dataset
    .replace(/^s3:\/\/[^/]+\//, '')
    .replace(/^datasets\//, '')
    .replace(/\/$/, '');
  const key = `datasets/${path}`;
  // A path that both could be is the bucket's.
  const trouble = path.includes('/')
    ? parseDatasetKey(key)
    : isDatasetName(path)
      ? undefined
      : 'it cannot name a model: use letters, digits and . _ = -, a letter or digit first, 80 at most';
  if (typeof trouble !== 'string') return key;
  throw new SearchError(
    'InvalidSpec',
    `${JSON.stringify(dataset.slice(0, 200))} is no dataset of the bucket: ${trouble}`,
    {
      wayOut: existsSync(dataset)
        ? 'It is a file of this machine: upload it to datasets/<name>/ in the bucket, then give <name>'
        : 'Give its name below datasets/, or <name>/<file>',
    },
  );
}

function checkTimeZone(name: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
  } catch (cause) {
    throw new SearchError('InvalidSpec', `There is no time zone ${JSON.stringify(name)}`, {
      wayOut: 'Use one as Europe/Berlin, or UTC',
      cause,
    });
  }
}

/** A schedule of nothing would fail every week. Throws SearchError NotFound. */
async function checkUploaded(given: string, key: string, { store, address }: Cloud): Promise<void> {
  const prefix = key.split('/').length > 2 ? key : datasetFolder(key.slice('datasets/'.length));
  const files = (await store.list(prefix)).filter((file) => !isBesides(file));
  if (files.some((file) => file === key || prefix.endsWith('/'))) return;
  const local = existsSync(given) ? given : '<file>';
  const name = key.split('/')[1] ?? '';
  throw new SearchError('NotFound', `There is no dataset ${key} in ${address}`, {
    wayOut: `Upload it, which also searches it once: aws s3 cp ${local} ${address}/datasets/${existsSync(given) ? '<name>' : name}/`,
  });
}

async function list({ clients, stack }: Cloud, { json }: ScheduleFlags, { out, program }: CliContext): Promise<void> {
  const { listSchedules } = await import('../../cloud/schedules.ts');
  const schedules = await listSchedules(clients.scheduler, stack);
  if (json === true) {
    for (const schedule of schedules) out.write(jsonLine({ type: 'schedule', ...schedule }));
  } else if (schedules.length === 0) {
    out.print('There are no schedules yet. Make one:', `  ${program} schedule <dataset> "rate(7 days)"`);
  } else {
    const rows = schedules.map(({ dataset, expression, timeZone }) => [
      dataset,
      expression,
      expression.startsWith('rate') ? '' : timeZone,
    ]);
    const columns = [{ title: 'dataset' }, { title: 'schedule' }, { title: 'time zone' }];
    out.print(...table(columns, rows, { width: out.width(), paintTitle: out.style.bold }));
  }
}

async function remove({ clients, stack }: Cloud, key: string, { out }: CliContext): Promise<void> {
  const { removeSchedule } = await import('../../cloud/schedules.ts');
  if (!(await removeSchedule(clients.scheduler, stack, key))) {
    throw new SearchError('NotFound', `${printable(key)} has no schedule`, {
      wayOut: '`schedule` lists those there are',
    });
  }
  out.print(`${printable(key)} is not searched any more by a schedule`);
}
