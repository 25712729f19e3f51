import type { ColumnEncoding } from '../../shared/preprocessing.ts';
import type { TextColumn } from '../columns/column.ts';

type CategoryEncoding = Extract<ColumnEncoding['encoding'], { kind: 'category' }>;

const mostValues = 50;
/** A value is rare below both: a share and a number of the training rows. */
const rareShare = 0.01;
const rareRows = 10;

/** Fits one feature to each value that is frequent among the rows: the most frequent first, ties by code unit. */
export function fitCategory({ codes, texts }: TextColumn, rows: Int32Array): CategoryEncoding {
  const counts = new Int32Array(texts.length);
  let missing = 0;
  let beyond = 0;
  for (const row of rows) {
    const code = codes[row] ?? -1;
    if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
    else if (code === -1) missing++;
    else beyond++;
  }
  const present = texts
    .map((text, code) => ({ text, count: counts[code] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count || (left.text < right.text ? -1 : 1));
  const values = present
    .filter(({ count }) => count >= rareShare * rows.length || count >= rareRows)
    .slice(0, mostValues)
    .map(({ text }) => text);
  return { kind: 'category', values, other: beyond > 0 || values.length < present.length, missing: missing > 0 };
}
