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
  const id = settings.sequences?.id;
  const dividers = { 'validation.group': group, 'validation.time': time, 'sequences.id': id };
  for (const [key, name] of Object.entries(dividers)) if (name !== undefined) checkDivider(key, name, names, target);
  const text = settings.text?.column;
  if (text !== undefined) checkText(text, names, target);
  for (const name of Object.keys(settings.columns)) checkName(`columns.${name}`, name, names);
  const declared = new Map<string, ColumnType>(Object.entries(settings.columns));
  // Rows are divided by these, whether or not models see them.
  for (const name of [group, time, id, text])
    if (name !== undefined && declared.get(name) === 'drop') declared.delete(name);
  const targetType = targetTypeOf(settings);
  if (targetType !== undefined) declared.set(target, targetType);
  const unbounded = [group, id, text].filter((name) => name !== undefined);
  for (const name of unbounded) declared.set(name, 'category');
  return { declared, unbounded: new Set(unbounded) };
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

function checkText(name: string, names: readonly string[], target: string): void {
  checkName('text.column', name, names);
  if (name !== target) return;
  throw new SearchError('InvalidSpec', `The text, ${shown(name)}, is the target itself`, {
    place: { key: 'text.column' },
    wayOut: 'Name another column, or another target',
  });
}

function checkName(key: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  throw new SearchError('InvalidSpec', `The dataset has no column ${shown(name)}`, {
    place: { key },
    wayOut: suggestion(name, names),
  });
}
