import { shown } from '../cell.ts';
import type { StoredColumn } from '../columns/column.ts';
import { placeRow } from '../formats/format.ts';
import { invalid } from '../invalid.ts';
import type { StoredTable } from '../read-columns.ts';
import { isMissing } from '../stored-values.ts';
import { takeRows } from '../take-rows.ts';
import type { Sequences } from './group-steps.ts';

/**
 * The target as a table of its own with a row for each sequence. Steps without a label are passed over, so that it may stand in
 * one alone. Throws SearchError InvalidDataset where the labels of a sequence differ.
 */
export function labelSequences(
  table: StoredTable,
  { rows, starts }: Sequences,
  { target, id }: { readonly target: string; readonly id: string },
): StoredTable {
  const [labels, ids] = [target, id].map((name) => table.columns[table.names.indexOf(name)]);
  if (labels === undefined || ids === undefined) throw new RangeError(`no column ${target} or ${id}`);
  const labelled = Int32Array.from(starts.subarray(0, -1), (start, sequence) => {
    const steps = rows.subarray(start, starts[sequence + 1]);
    const first = steps.find((row) => !isMissing(labels, row)) ?? steps[0] ?? 0;
    const other = steps.find((row) => !isMissing(labels, row) && valueOf(labels, row) !== valueOf(labels, first));
    if (other === undefined) return first;
    throw invalid(
      `the sequence ${shown(valueOf(ids, first))} has two values of the target: ${shown(valueOf(labels, first))} and here ${shown(valueOf(labels, other))}`,
      { file: table.file, row: placeRow(table, other), column: target },
      'Give all rows of a sequence the same, or name another column in sequences.id',
    );
  });
  return takeRows({ ...table, names: [target], columns: [labels] }, labelled);
}

function valueOf(column: StoredColumn, row: number): string | number | undefined {
  if (column.kind === 'nothing') return undefined;
  return column.kind === 'text' ? column.texts[column.codes[row] ?? -1] : column.values[row];
}
