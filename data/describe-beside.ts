import type { ColumnDescription } from '../shared/dataset.ts';
import type { StoredTable } from './read-columns.ts';
import type { Target } from './target.ts';

/** All columns of a table of which one alone is learned from; the others may be the target, or divide the rows. */
export function describeBeside(
  table: StoredTable,
  learned: ColumnDescription | undefined,
  target: Target,
): ColumnDescription[] {
  const what = learned?.type === 'text' ? 'text: it alone is' : 'images: they alone are';
  return table.names.map((name, index) => {
    const stored = table.columns[index];
    if (name === learned?.name) return learned;
    const missing = stored?.missing ?? 0;
    if (name === target.name) return { name, type: target.type, missing, features: [] };
    const type =
      stored === undefined || stored.kind === 'nothing' ? 'drop' : stored.kind === 'text' ? 'category' : stored.kind;
    return { name, type, dropped: `beside the ${what} learned from`, missing, features: [] };
  });
}
