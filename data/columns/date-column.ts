import type { DateFormat } from '../../shared/preprocessing.ts';
import { type Cell, shown } from '../cell.ts';
import { placeRow } from '../formats/format.ts';
import { declareWayOut, invalid } from '../invalid.ts';
import { type ColumnBuilder, type ColumnPlace, mostly } from './column.ts';
import { GrowingArray } from './growing-array.ts';
import { readDate } from './read-cell.ts';

/** Collects dates. Throws SearchError InvalidDataset where something else stands among them. */
export function dateColumn(place: ColumnPlace, format: DateFormat): ColumnBuilder {
  const { file, name, declared } = place;
  const values = new GrowingArray((length) => new Float64Array(length));
  let first: { cell: Cell; row: number } | undefined;
  let misfits = 0;
  let dayFirst = 0;
  let missing = 0;
  let count = 0;
  return {
    add({ rows, firstRow }, index) {
      for (let i = 0; i < rows.length; i++) {
        const cell = rows[i]?.[index] ?? null;
        const value = readDate(cell, format, declared === 'date');
        if (value === undefined) {
          misfits++;
          first ??= { cell, row: firstRow + i };
          if (format === 'mdy' && readDate(cell, 'dmy', false) !== undefined) dayFirst++;
        } else if (Number.isNaN(value)) missing++;
        values.push(value ?? NaN);
        count++;
      }
    },
    finish() {
      if (first === undefined) return { kind: 'date', format, values: values.take(), missing };
      // 3/4/2024 was read month first until 13/4/2024 came.
      if (misfits === dayFirst) return 'dmy';
      const dates = count - missing - misfits;
      if (declared !== 'date' && dates <= mostly * (dates + misfits)) return 'text';
      throw invalid(
        `${shown(first.cell)} is not a date, as the column's other values are`,
        { file, row: placeRow(place, first.row), column: name },
        declareWayOut(name, '"category" or "drop"'),
      );
    },
  };
}
