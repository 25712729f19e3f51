import type { ColumnType, PrepareSettings } from '../shared/dataset.ts';
import { SearchError } from '../shared/errors.ts';
import { suggestion } from '../shared/nearest.ts';
import { shown } from './cell.ts';
import type { PlanColumns } from './read-columns.ts';
import { findTarget } from './target.ts';

/**
 * What the settings say of the columns, checked before a row is read. Throws SearchError InvalidDataset where the target is not
 * among the columns, InvalidSpec where another column that is named is not.
 */
export function planColumns(
  names: readonly string[],
  settings: PrepareSettings,
  file: string,
): ReturnType<PlanColumns> {
  const target = findTarget(settings, names, file);
  const { group, time } = settings.validation;
  for (const [key, name] of [['group', group] as const, ['time', time] as const]) {
    if (name !== undefined) checkDivider(`validation.${key}`, name, names, target);
  }
  for (const name of Object.keys(settings.columns)) checkName(`columns.${name}`, name, names);
  const declared = new Map<string, ColumnType>(Object.entries(settings.columns));
  // Rows are divided by these, whether or not models see them.
  for (const name of [group, time]) if (name !== undefined && declared.get(name) === 'drop') declared.delete(name);
  const targetType = targetTypeOf(settings);
  if (targetType !== undefined) declared.set(target, targetType);
  if (group !== undefined) declared.set(group, 'category');
  return { declared, unbounded: new Set(group === undefined ? [] : [group]) };
}

/** How the target is to be held, where the task says so; its declared type otherwise. */
function targetTypeOf({ task }: PrepareSettings): ColumnType | undefined {
  return task === 'regression' ? 'number' : undefined;
}

function checkDivider(key: string, name: string, names: readonly string[], target: string): void {
  checkName(key, name, names);
  if (name !== target) return;
  throw new SearchError('InvalidSpec', `Rows cannot be divided by the target, ${shown(name)}`, {
    place: { key },
    wayOut: 'Name another column',
  });
}

function checkName(key: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  throw new SearchError('InvalidSpec', `The dataset has no column ${shown(name)}`, {
    place: { key },
    wayOut: suggestion(name, names),
  });
}
