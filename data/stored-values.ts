import type { StoredColumn } from './columns/column.ts';

/** Whether the column's cell of the row is missing. */
export function isMissing(column: StoredColumn, row: number): boolean {
  if (column.kind === 'nothing') return false;
  return column.kind === 'text' ? column.codes[row] === -1 : Number.isNaN(column.values[row]);
}

/** The first few different values, in order of appearance; one more than `most` where there are more. */
export function distinctNumbers(values: Float64Array, most: number): number[] {
  const seen = new Set<number>();
  for (const value of values) {
    // 0 and −0 are one value to a Set, and to a person.
    if (!Number.isNaN(value)) seen.add(value);
    if (seen.size > most) break;
  }
  return [...seen];
}

/** An integer for each row that is equal where the column's values are; −1 where missing. */
export function valueIds(column: StoredColumn): Int32Array {
  if (column.kind === 'text') return column.codes;
  if (column.kind === 'nothing') return new Int32Array(0);
  const ids = new Map<number, number>();
  return Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return -1;
    const id = ids.get(value) ?? ids.size;
    ids.set(value, id);
    return id;
  });
}
