import type { DatasetSource } from '../shared/dataset.ts';
import { shown } from './cell.ts';
import type { RowBatch } from './formats/format.ts';
import { formatOf } from './formats/index.ts';
import { invalid } from './invalid.ts';
import { limits } from './limits.ts';
import { parseNumber } from './parse-number.ts';

/** The rows of a table, whatever its format, its columns' names checked. Throws SearchError InvalidDataset. */
export async function* readTable(source: DatasetSource): AsyncGenerator<RowBatch> {
  const file = source.name;
  let columns: string[] | undefined;
  for await (const batch of formatOf(source)(source)) {
    columns ??= checkColumns(batch, file);
    if (batch.firstRow + batch.rows.length > limits.rows) {
      throw invalid(
        `the table has more than ${limits.rows} rows, which is the limit`,
        { file },
        'Take a sample of the rows',
      );
    }
    yield { ...batch, columns };
  }
}

function checkColumns({ columns: cells, headerRows }: RowBatch, file: string): string[] {
  const row = headerRows === 0 ? undefined : 1;
  const place = { file, ...(row === undefined ? {} : { row }) };
  if (cells.length > limits.columns) {
    throw invalid(`the table has ${cells.length} columns; the limit is ${limits.columns}`, place, 'Leave columns out');
  }
  const columns = cells.map((cell) => cell.trim());
  if (headerRows > 0 && columns.every((column) => parseNumber(column, { leadingZeros: true }) !== undefined)) {
    throw invalid(
      `the first row has only numbers (${shown(columns.slice(0, 5).join(', '))}), no column names`,
      place,
      'Put a row with a name for each column first',
    );
  }
  const empty = columns.indexOf('');
  if (empty !== -1) throw invalid(`column ${empty + 1} has no name`, place, 'Name it, or take the column out');
  const seen = new Set<string>();
  for (const column of columns) {
    if (seen.has(column)) throw invalid(`two columns are named ${shown(column)}`, place, 'Rename one of them');
    seen.add(column);
  }
  return columns;
}
