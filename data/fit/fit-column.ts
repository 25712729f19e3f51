import type { ColumnType, PrepareSettings } from '../../shared/dataset.ts';
import type { ColumnEncoding } from '../../shared/preprocessing.ts';
import type { StoredColumn } from '../columns/column.ts';
import { falsy, truthy } from '../parse-boolean.ts';
import { fitCategory } from './fit-category.ts';
import { fitDate } from './fit-date.ts';
import { fitNumber } from './fit-number.ts';

export interface FeatureColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly stored: StoredColumn;
  /** Whether the rows are divided in this column's order. */
  readonly ordersRows: boolean;
}

/** Fits a column's encoding on the given rows of the table and on nothing else. */
export function fitColumn(
  column: FeatureColumn,
  rows: Int32Array,
  scaling: PrepareSettings['scaling'],
): ColumnEncoding {
  return { column: column.name, encoding: fitEncoding(column, rows, scaling) };
}

function fitEncoding(
  { name, type, stored, ordersRows }: FeatureColumn,
  rows: Int32Array,
  scaling: PrepareSettings['scaling'],
): ColumnEncoding['encoding'] {
  if (stored.kind === 'number')
    return fitNumber(
      Float64Array.from(rows, (row) => stored.values[row] ?? NaN),
      scaling,
    );
  if (stored.kind === 'date') return fitDate(stored, rows, scaling, ordersRows);
  if (stored.kind === 'nothing') throw new RangeError(`column ${JSON.stringify(name)} was not kept`);
  if (type !== 'boolean') return fitCategory(stored, rows);
  const indicator = rows.some((row) => stored.codes[row] === -1);
  return { kind: 'boolean', truthy: [...truthy], falsy: [...falsy], indicator };
}
