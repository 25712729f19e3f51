import { SearchError } from '../shared/errors.ts';

const wayOut = 'Write "rate(7 days)", "cron(0 6 ? * MON *)" or "at(2027-01-31T06:00:00)"';
const units = /^(minute|hour|day)s?$/;
const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const weekdays = 'SUN MON TUE WED THU FRI SAT'.split(' ');

interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: readonly string[];
  /** What else may stand there. */
  readonly special?: RegExp;
}

/** As EventBridge Scheduler has them. */
const cronFields: readonly CronField[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31, special: /^(\?|L|L-\d{1,2}|LW|\d{1,2}W)$/ },
  { name: 'month', from: 1, to: 12, words: months },
  {
    name: 'day of the week',
    from: 1,
    to: 7,
    words: weekdays,
    special: /^(\?|L|[1-7]L|[1-7]#[1-5]|[A-Z]{3}(L|#[1-5]))$/,
  },
  { name: 'year', from: 1970, to: 2199 },
];

const invalid = (expression: string, why: string): SearchError =>
  new SearchError('InvalidSpec', `The schedule ${JSON.stringify(expression.slice(0, 200))} ${why}`, { wayOut });

/** The expression as EventBridge Scheduler takes it. Throws SearchError InvalidSpec that says what is wrong. */
export function checkScheduleExpression(expression: string, now: Date): string {
  const text = expression.trim().replace(/\s+/g, ' ');
  const [, kind = '', inside = ''] = /^(rate|cron|at) ?\((.*)\)$/.exec(text) ?? [];
  const body = inside.trim();
  if (kind === 'rate') return checkRate(expression, body);
  if (kind === 'cron') return checkCron(expression, body);
  if (kind === 'at') return checkAt(expression, body, now);
  throw invalid(expression, 'is none');
}

function checkRate(expression: string, body: string): string {
  const [, count = '', unit = ''] = /^(\d{1,9}) ([a-z]+)$/.exec(body) ?? [];
  if (count === '') throw invalid(expression, 'needs a whole number and a unit');
  if (Number(count) === 0) throw invalid(expression, 'would never come: its number is 0');
  const [, one] = units.exec(unit) ?? [];
  if (one === undefined)
    throw invalid(expression, `has the unit ${JSON.stringify(unit)}, and takes minutes, hours or days`);
  // Scheduler takes "1 days" as little as "7 day".
  return `rate(${Number(count)} ${Number(count) === 1 ? one : `${one}s`})`;
}

function checkCron(expression: string, body: string): string {
  const parts = body.toUpperCase().split(' ');
  if (parts.length !== cronFields.length) {
    throw invalid(
      expression,
      `has ${parts.length} fields, and takes 6: ${cronFields.map(({ name }) => name).join(', ')}`,
    );
  }
  for (const [at, field] of cronFields.entries()) {
    const part = parts[at] ?? '';
    if (!part.split(',').every((item) => isCronItem(item, field))) {
      throw invalid(expression, `has ${JSON.stringify(part)} as its ${field.name}`);
    }
  }
  if ((parts[2] === '?') === (parts[4] === '?')) {
    throw invalid(expression, 'needs a ? as exactly one of the day of the month and the day of the week');
  }
  return `cron(${parts.join(' ')})`;
}

function isCronItem(item: string, { from, to, words = [], special }: CronField): boolean {
  if (special?.test(item) === true) return true;
  const value = (text: string): number => {
    const word = words.indexOf(text);
    return word === -1 ? (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN) : word + from;
  };
  const within = (text: string): boolean => value(text) >= from && value(text) <= to;
  const [range = '', step, ...more] = item.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
  if (range === '*') return true;
  const [first = '', last, ...beyond] = range.split('-');
  return beyond.length === 0 && within(first) && (last === undefined || within(last));
}

function checkAt(expression: string, body: string, now: Date): string {
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(body) ? new Date(`${body}Z`) : undefined;
  if (time === undefined || Number.isNaN(time.getTime()) || !time.toISOString().startsWith(body)) {
    throw invalid(expression, 'needs a time such as 2027-01-31T06:00:00');
  }
  // The time zone may be up to 14 hours away from UTC: only what is past everywhere is refused here.
  if (time.getTime() < now.getTime() - 14 * 3_600_000) throw invalid(expression, 'is in the past');
  return `at(${body})`;
}
