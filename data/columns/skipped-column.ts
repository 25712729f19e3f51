import { cellText } from '../cell.ts';
import type { ColumnBuilder } from './column.ts';

/** Counts the missing cells of a column that is left out, and holds nothing. */
export function skippedColumn(): ColumnBuilder {
  let missing = 0;
  return {
    add({ rows }, index) {
      for (const row of rows) if (cellText(row[index] ?? null) === undefined) missing++;
    },
    finish: () => ({ kind: 'nothing', missing }),
  };
}
