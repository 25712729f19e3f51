import { type DateFormat, dateFormatSchema } from '../../shared/preprocessing.ts';
import { type Cell, cellText } from '../cell.ts';
import { parseDate } from '../parse-date.ts';
import { mostly, type StoredKind } from './column.ts';
import { readNumber } from './read-cell.ts';

/** What most of the cells are; `number` where all are missing. Month first where a date's order is open. */
export function guessKind(cells: Iterable<Cell>): StoredKind {
  let present = 0;
  let numbers = 0;
  let ready = 0;
  const texts: string[] = [];
  for (const cell of cells) {
    const number = readNumber(cell, false);
    if (number !== undefined && Number.isNaN(number)) continue;
    present++;
    if (number !== undefined) numbers++;
    else if (cell instanceof Date) ready++;
    else texts.push(cellText(cell) ?? '');
  }
  if (present === 0 || numbers > mostly * present) return 'number';
  const dates = (format: DateFormat): number =>
    ready + texts.filter((text) => parseDate(text, format) !== undefined).length;
  return dateFormatSchema.options.find((format) => dates(format) > mostly * present) ?? 'text';
}
