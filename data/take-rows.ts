import type { StoredColumn } from './columns/column.ts';
import type { StoredTable } from './read-columns.ts';

/** The table with these rows alone, in their order. */
export function takeRows(table: StoredTable, rows: Int32Array): StoredTable {
  if (rows.length === table.rows) return table;
  return { ...table, rows: rows.length, columns: table.columns.map((column) => takeOf(column, rows)) };
}

function takeOf(column: StoredColumn, rows: Int32Array): StoredColumn {
  if (column.kind === 'nothing') return column;
  if (column.kind === 'text') {
    const codes = rows.map((row) => column.codes[row] ?? -1);
    return { ...column, codes, missing: codes.filter((code) => code === -1).length };
  }
  const values = Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN);
  return { ...column, values, missing: values.filter(Number.isNaN).length };
}
