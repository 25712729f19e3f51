import type { ColumnType } from '../shared/dataset.ts';
import { shown } from './cell.ts';
import type { NumberColumn, StoredColumn, TextColumn } from './columns/column.ts';
import { placeRow } from './formats/format.ts';
import { declareWayOut, invalid } from './invalid.ts';
import { limits } from './limits.ts';
import { falsy, parseBoolean, truthy } from './parse-boolean.ts';
import type { StoredTable } from './read-columns.ts';
import { distinctNumbers } from './stored-values.ts';

export interface Understanding {
  readonly type: ColumnType;
  /** Why it is left out, in words. */
  readonly dropped?: string;
}

const idName = /(^|[_ .-])(id|idx|index|uuid|guid|key|nr)$|^row([_ .-]?(id|nr|no|num|number))?$|^unnamed/i;
const camelId = /(^|[a-z0-9])(Id|ID)$/;
/** Different texts from which on a column of mostly different ones is free text. */
const fewTexts = 20;

/** What a column holds, and whether it is of use. A type that the user gave stands. Throws SearchError InvalidDataset. */
export function understandColumn(table: StoredTable, index: number, declared: ColumnType | undefined): Understanding {
  const column = table.columns[index];
  const name = table.names[index] ?? '';
  if (column === undefined || column.kind === 'nothing') return { type: 'drop', dropped: 'left out by the spec' };
  if (declared === 'drop') return { type: 'drop', dropped: 'left out by the spec' };
  if (column.missing === table.rows)
    return { type: declared ?? typeOf(column), dropped: 'empty: every value is missing' };
  if (declared === 'boolean') checkBooleans(table, name, column);
  if (isConstant(column))
    return { type: declared ?? typeOf(column), dropped: 'constant: every row has the same value' };
  if (declared !== undefined) return { type: declared };
  const dropped =
    column.kind === 'number' ? numberDropped(name, column) : column.kind === 'text' ? textDropped(column) : undefined;
  return { type: typeOf(column), ...(dropped === undefined ? {} : { dropped }) };
}

function typeOf(column: StoredColumn): ColumnType {
  if (column.kind === 'nothing') return 'drop';
  if (column.kind !== 'text') return column.kind;
  const meanings =
    column.beyond > 0 || column.texts.length > truthy.length + falsy.length + 12 ? [] : column.texts.map(parseBoolean);
  return meanings.includes(1) && meanings.includes(0) && !meanings.includes(undefined) ? 'boolean' : 'category';
}

/** A column with one value and missing ones still tells which are missing. */
function isConstant(column: StoredColumn): boolean {
  if (column.kind === 'nothing' || column.missing > 0) return false;
  return (column.kind === 'text' ? column.texts.length : distinctNumbers(column.values, 1).length) === 1;
}

function numberDropped(name: string, { values, missing }: NumberColumn): string | undefined {
  if (missing > 0 || !(idName.test(name) || camelId.test(name))) return undefined;
  if (!values.every(Number.isInteger)) return undefined;
  const sorted = values.toSorted();
  return sorted.every((value, i) => i === 0 || value !== sorted[i - 1])
    ? 'identifier: every row has its own number'
    : undefined;
}

function textDropped({ texts, beyond, codes, missing }: TextColumn): string | undefined {
  const present = codes.length - missing;
  if (beyond > 0) return `free text: more than ${limits.distinctTexts} different values`;
  if (texts.length === present && present > 1) return 'identifier: every value differs';
  if (texts.length > fewTexts && texts.length > present / 2) {
    return `free text: ${texts.length} different values in ${present} rows`;
  }
  return undefined;
}

function checkBooleans(table: StoredTable, name: string, column: StoredColumn): void {
  if (column.kind !== 'text') return;
  const wrong = column.texts.findIndex((text) => parseBoolean(text) === undefined);
  if (wrong === -1) return;
  throw invalid(
    `${shown(column.texts[wrong])} is neither true nor false, as the column is told to be`,
    { file: table.file, row: placeRow(table, column.firstRows[wrong] ?? 0), column: name },
    declareWayOut(name, '"category" or "drop"'),
  );
}
