import { type Cell, shown } from '../cell.ts';
import { placeRow } from '../formats/format.ts';
import { declareWayOut, invalid } from '../invalid.ts';
import { type ColumnBuilder, type ColumnPlace, mostly } from './column.ts';
import { GrowingArray } from './growing-array.ts';
import { guessKind } from './guess-kind.ts';
import { readNumber } from './read-cell.ts';

const keptMisfits = 1000;

/** Collects numbers. Throws SearchError InvalidDataset on an infinite one, or where text stands among numbers. */
export function numberColumn(place: ColumnPlace): ColumnBuilder {
  const { file, name, declared } = place;
  const values = new GrowingArray((length) => new Float64Array(length));
  const misfits: Cell[] = [];
  let firstMisfit = -1;
  let misfitCount = 0;
  let missing = 0;
  let count = 0;
  return {
    add({ rows, firstRow }, index) {
      for (let i = 0; i < rows.length; i++) {
        const cell = rows[i]?.[index] ?? null;
        const value = readNumber(cell, declared === 'number');
        if (value === undefined) {
          if (misfitCount++ === 0) firstMisfit = firstRow + i;
          if (misfits.length < keptMisfits) misfits.push(cell);
        } else if (Number.isNaN(value)) {
          missing++;
        } else if (!Number.isFinite(value)) {
          throw invalid(
            `${shown(cell)} is not a finite number`,
            { file, row: placeRow(place, firstRow + i), column: name },
            'Leave the cell empty, or write a number',
          );
        }
        // One NaN for all: others have other bits, and the content hash would differ.
        values.push(value === undefined || Number.isNaN(value) ? NaN : value);
        count++;
      }
    },
    finish() {
      const numbers = count - missing - misfitCount;
      if (misfitCount === 0) return { kind: 'number', values: values.take(), missing };
      if (declared !== 'number' && numbers <= mostly * (numbers + misfitCount)) {
        return numbers === 0 ? guessKind(misfits) : 'text';
      }
      throw textAmongNumbers(place, misfits[0] ?? null, firstMisfit);
    },
  };
}

/** The error for text in a column of numbers, with the first such cell. */
export const textAmongNumbers = (place: ColumnPlace, cell: Cell, row: number): Error =>
  invalid(
    `${shown(cell)} is not a number, as the ${place.declared === 'number' ? 'column is told to be' : "column's other values are"}`,
    { file: place.file, row: placeRow(place, row), column: place.name },
    declareWayOut(place.name, '"category" or "drop"'),
  );
