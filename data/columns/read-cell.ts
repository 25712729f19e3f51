import type { DateFormat } from '../../shared/preprocessing.ts';
import { type Cell, isMissingText, trimmed } from '../cell.ts';
import { parseDate } from '../parse-date.ts';
import { parseNumber } from '../parse-number.ts';

/** The cell as a number, NaN where it is missing, undefined where it is something else. */
export function readNumber(cell: Cell, leadingZeros: boolean): number | undefined {
  if (typeof cell === 'number') return cell;
  if (cell === null) return NaN;
  if (typeof cell !== 'string') return undefined;
  const text = trimmed(cell);
  return parseNumber(text, { leadingZeros }) ?? (isMissingText(text) ? NaN : undefined);
}

/** The cell as milliseconds since 1970, NaN where it is missing, undefined where it is something else. `numbers`: see below. */
export function readDate(cell: Cell, format: DateFormat, numbers: boolean): number | undefined {
  if (cell === null || Number.isNaN(cell)) return NaN;
  if (cell instanceof Date) return cell.getTime();
  if (typeof cell === 'boolean') return undefined;
  if (typeof cell === 'number') return numbers ? dateOfNumber(cell) : undefined;
  const text = trimmed(cell);
  if (isMissingText(text)) return NaN;
  const number = numbers ? parseNumber(text) : undefined;
  return number === undefined ? parseDate(text, format) : dateOfNumber(number);
}

/** 20240305 as the day it spells; other numbers as seconds since 1970, or milliseconds from 1e11 on (in 1973; the year 5138 in seconds). */
function dateOfNumber(number: number): number | undefined {
  if (!Number.isFinite(number)) return undefined;
  if (Number.isInteger(number) && number >= 19_000_101 && number <= 21_001_231) {
    const digits = String(number);
    const day = parseDate(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`, 'iso');
    if (day !== undefined) return day;
  }
  const milliseconds = Math.abs(number) < 1e11 ? number * 1000 : number;
  return Math.abs(milliseconds) <= 8.64e15 ? milliseconds : undefined;
}
