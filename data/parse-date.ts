import type { DateFormat } from '../shared/preprocessing.ts';

const time = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?\s*(z|[+-]\d{2}:?\d{2})?)?`;
const year = String.raw`(\d{4})`;
const day = String.raw`(\d{1,2})`;
const name = '([a-z]{3,9})';

/** Per format: patterns, and where in each the year, month and day stand. The time's five groups follow. */
const patterns: Readonly<Record<DateFormat, readonly (readonly [RegExp, number, number, number])[]>> = {
  iso: [[new RegExp(`^${year}[-/]${day}[-/]${day}${time}$`, 'i'), 1, 2, 3]],
  mdy: [[new RegExp(`^${day}[-/]${day}[-/]${year}${time}$`, 'i'), 3, 1, 2]],
  dmy: [[new RegExp(`^${day}[-/.]${day}[-/.]${year}${time}$`, 'i'), 3, 2, 1]],
  named: [
    [new RegExp(`^${day}[- ]${name}[- ,]+${year}${time}$`, 'i'), 3, 2, 1],
    [new RegExp(`^${name} ${day},? ${year}${time}$`, 'i'), 3, 1, 2],
  ],
};

const months = 'january february march april may june july august september october november december'.split(' ');

function monthOf(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const word = text.toLowerCase();
  return (
    months.findIndex(
      (month) => month === word || month.slice(0, 3) === word || (word === 'sept' && month === 'september'),
    ) + 1
  );
}

/** Milliseconds since 1970 of a trimmed text in the format, UTC unless it says otherwise; undefined where it is no such date. */
export function parseDate(text: string, format: DateFormat): number | undefined {
  if (text.length < 8 || text.length > 40) return undefined;
  for (const [pattern, yearAt, monthAt, dayAt] of patterns[format]) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const date = calendarDate(Number(match[yearAt]), monthOf(match[monthAt] ?? ''), Number(match[dayAt]));
    const clock = clockTime(match.slice(4));
    if (date !== undefined && clock !== undefined) return date + clock;
  }
  return undefined;
}

function calendarDate(year: number, month: number, day: number): number | undefined {
  const date = Date.UTC(year, month - 1, day);
  // Date.UTC carries 31 April over into May, and takes the years 0 to 99 for 1900 to 1999.
  const exact = year >= 100 && month >= 1 && month <= 12 && day >= 1 && new Date(date).getUTCDate() === day;
  return exact ? date : undefined;
}

function clockTime([hours, minutes, seconds, fraction, half, zone]: (string | undefined)[]): number | undefined {
  if (hours === undefined) return 0;
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds ?? 0)];
  if (minute > 59 || second > 60 || hour > (half === undefined ? 23 : 12) || (half !== undefined && hour === 0))
    return undefined;
  const hour24 = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const milliseconds = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  return ((hour24 * 60 + minute - zoneMinutes(zone)) * 60 + second) * 1000 + milliseconds;
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || zone.toLowerCase() === 'z') return 0;
  const digits = zone.replaceAll(/\D/g, '');
  return (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}
