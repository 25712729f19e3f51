import type { PrepareSettings } from '../../shared/dataset.ts';
import type { ColumnEncoding } from '../../shared/preprocessing.ts';
import type { DateColumn } from '../columns/column.ts';
import { datePart, datePartNames } from '../date-parts.ts';
import { fitNumber } from './fit-number.ts';

type DateEncoding = Extract<ColumnEncoding['encoding'], { kind: 'date' }>;

/**
 * Fits the parts that vary among the rows; where none does and dates are missing, one part for its indicator. Where rows are
 * ordered by the column, its year only grows and is left out.
 */
export function fitDate(
  { values, format }: DateColumn,
  rows: Int32Array,
  scaling: PrepareSettings['scaling'],
  ordersRows: boolean,
): DateEncoding {
  const all = datePartNames
    .filter((part) => !(ordersRows && part === 'year'))
    .map((part) => {
      const read = datePart(part);
      return { part, values: Float64Array.from(rows, (row) => read(values[row] ?? NaN)) };
    });
  const varying = all.filter(({ values }) => varies(values));
  const parts = varying.length > 0 ? varying : all.filter(({ values }) => values.some(Number.isNaN)).slice(0, 1);
  return {
    kind: 'date',
    format,
    parts: parts.map(({ part, values }, i) => {
      const encoding = fitNumber(values, scaling);
      return { part, encoding: { ...encoding, indicator: i === 0 && encoding.indicator } };
    }),
  };
}

function varies(values: Float64Array): boolean {
  const first = values.find((value) => !Number.isNaN(value));
  return values.some((value) => !Number.isNaN(value) && value !== first);
}
