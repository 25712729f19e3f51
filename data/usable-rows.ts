import { SearchError } from '../shared/errors.ts';
import { shown } from './cell.ts';
import type { StoredColumn } from './columns/column.ts';
import type { StoredTable } from './read-columns.ts';
import { isMissing } from './stored-values.ts';
import type { Target } from './target.ts';

/** The column of that name; undefined where there is no name. */
export const columnOf = (table: StoredTable, name: string | undefined): StoredColumn | undefined =>
  name === undefined ? undefined : table.columns[table.names.indexOf(name)];

/** What a row of the table is to a person. */
export type RowUnit = 'row' | 'sequence';

/** The rows that have a value of each divider, and of the target where it is given; notes say how many are left out. */
export function usableRows(
  table: StoredTable,
  dividers: Readonly<Record<string, StoredColumn | undefined>>,
  { target, unit = 'row' }: { readonly target?: Target; readonly unit?: RowUnit } = {},
): { rows: Int32Array; notes: string[] } {
  const columns = Object.entries(dividers).flatMap(([name, column]) =>
    column === undefined ? [] : [{ name, column, left: 0 }],
  );
  const rows: number[] = [];
  let withoutTarget = 0;
  for (let row = 0; row < table.rows; row++) {
    const without = columns.find(({ column }) => isMissing(column, row));
    if (target !== undefined && Number.isNaN(target.values[row])) withoutTarget++;
    else if (without !== undefined) without.left++;
    else rows.push(row);
  }
  const notes = [{ name: target?.name, left: withoutTarget }, ...columns]
    .filter(({ left }) => left > 0)
    .map(
      ({ name, left }) =>
        `${left} ${left === 1 ? unit : `${unit}s`} without a value of ${shown(name)} ${left === 1 ? 'is' : 'are'} left out.`,
    );
  return { rows: Int32Array.from(rows), notes };
}

/** How a column orders the rows of its table: the time of each, and how it is written. Throws as `timesOf` does. */
export function orderOf(column: StoredColumn, name: string, { rows, file }: Pick<StoredTable, 'rows' | 'file'>) {
  const every = Int32Array.from({ length: rows }, (_, row) => row);
  return {
    times: timesOf(column, every, name, file),
    time: { column: name, format: column.kind === 'date' ? column.format : ('number' as const) },
  };
}

/** The rows' times, as numbers. Throws SearchError InvalidDataset where the column has none. */
export function timesOf(column: StoredColumn, rows: Int32Array, name: string, file: string): Float64Array {
  if (column.kind === 'number' || column.kind === 'date')
    return Float64Array.from(rows, (row) => column.values[row] ?? NaN);
  throw new SearchError(
    'InvalidDataset',
    `the column ${shown(name)} holds neither dates nor numbers, and cannot order the rows`,
    {
      place: { file, column: name },
      wayOut: 'Name another column in validation.time',
    },
  );
}
