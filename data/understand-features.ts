import type { ColumnDescription, ColumnType, PrepareSettings } from '../shared/dataset.ts';
import type { FeatureColumn } from './fit/fit-column.ts';
import { invalid } from './invalid.ts';
import type { StoredTable } from './read-columns.ts';
import type { Target } from './target.ts';
import { type Understanding, understandColumn } from './understand-column.ts';

/** A column's description without the features, which are known when it is fitted. */
export type UnderstoodColumn = Omit<ColumnDescription, 'features'>;

export interface UnderstoodTable {
  /** The columns that features are made of, in the table's order. */
  readonly features: readonly FeatureColumn[];
  /** All columns, the target too, in the table's order. */
  readonly columns: readonly UnderstoodColumn[];
}

/** Understands every column; there may be none to learn from. Throws SearchError InvalidDataset. */
export function understandColumns(table: StoredTable, target: Target, settings: PrepareSettings): UnderstoodTable {
  const features: FeatureColumn[] = [];
  const columns = table.columns.map((stored, index): UnderstoodColumn => {
    const name = table.names[index] ?? '';
    if (name === target.name) return { name, type: target.type, missing: stored.missing };
    const { type, dropped } =
      dividerDropped(stored.kind, name, settings) ?? understandColumn(table, index, settings.columns[name]);
    if (dropped !== undefined) return { name, type, dropped, missing: stored.missing };
    features.push({ name, type, stored, ordersRows: name === settings.validation.time });
    return { name, type, missing: stored.missing };
  });
  return { features, columns };
}

/** Understands every column. Throws SearchError InvalidDataset where none is left to learn from. */
export function understandFeatures(table: StoredTable, target: Target, settings: PrepareSettings): UnderstoodTable {
  const understood = understandColumns(table, target, settings);
  if (understood.features.length > 0) return understood;
  const why = understood.columns.flatMap(({ name, dropped }) =>
    dropped === undefined ? [] : [`${JSON.stringify(name)}: ${dropped}`],
  );
  throw invalid(
    `no column is left to learn from${why.length === 0 ? ': the target is the only one' : ` (${why.slice(0, 5).join('; ')})`}`,
    { file: table.file },
    why.length === 0
      ? 'Add the columns that the target is to be told from'
      : 'Give a column\'s type in "columns" to keep it',
  );
}

/**
 * A column that divides the rows says nothing of rows in another part: a group is never seen there, and a running number only
 * grows. Of a date the parts that return (month, weekday) are kept.
 */
function dividerDropped(
  kind: string,
  name: string,
  { validation, columns, sequences }: PrepareSettings,
): Understanding | undefined {
  const type: ColumnType = columns[name] ?? (kind === 'number' || kind === 'date' ? kind : 'category');
  if (name === sequences?.id) return { type, dropped: 'tells sequences apart' };
  if (name === validation.group) return { type, dropped: 'divides the rows into groups' };
  if (name === validation.time && kind === 'number') return { type, dropped: 'orders the rows' };
  return undefined;
}
