import type { ColumnEncoding, PrepareSettings } from '../../shared/dataset.ts';
import type { DateColumn } from '../columns/column.ts';
import { datePart, datePartNames } from '../date-parts.ts';
import { fitNumber } from './fit-number.ts';

type DateEncoding = Extract<ColumnEncoding['encoding'], { kind: 'date' }>;

/** Fits the parts that vary among the rows. Where rows are ordered by the column, its year only grows and is left out. */
export function fitDate(
  { values, format }: DateColumn,
  rows: Int32Array,
  scaling: PrepareSettings['scaling'],
  ordersRows: boolean,
): DateEncoding {
  const parts = datePartNames
    .filter((part) => !(ordersRows && part === 'year'))
    .map((part) => {
      const read = datePart(part);
      return { part, values: Float64Array.from(rows, (row) => read(values[row] ?? NaN)) };
    })
    .filter(({ values }) => varies(values))
    .map(({ part, values }) => ({ part, encoding: fitNumber(values, scaling) }));
  return {
    kind: 'date',
    format,
    parts: parts.map(({ part, encoding }, i) => ({
      part,
      encoding: { ...encoding, indicator: i === 0 && encoding.indicator },
    })),
  };
}

function varies(values: Float64Array): boolean {
  const first = values.find((value) => !Number.isNaN(value));
  return values.some((value) => !Number.isNaN(value) && value !== first);
}
