import type { PrepareSettings } from '../shared/dataset.ts';
import { shown } from './cell.ts';
import { invalid } from './invalid.ts';
import { leastRows } from './limits.ts';
import type { StoredTable } from './read-columns.ts';
import { splitRows } from './split/index.ts';
import type { Fold } from './split/split.ts';
import { valueIds } from './stored-values.ts';
import type { Target } from './target.ts';
import { columnOf, type RowUnit, timesOf, usableRows } from './usable-rows.ts';

/** Which rows of the table are for what. */
export interface Division {
  /** Rows of the table, increasing: those that searching may see. */
  readonly unsealed: Int32Array;
  /** Rows of the table, increasing: those kept for the verdict. */
  readonly sealed: Int32Array;
  /** Positions among the unsealed rows. */
  readonly folds: readonly Fold[];
  readonly notes: readonly string[];
}

/**
 * Divides the rows that have a target (and a group or a time, where rows are divided by one). Throws SearchError InvalidDataset
 * where there are too few of them, in all or of a class; InvalidSpec where group and time are both given.
 */
export function splitTable(
  table: StoredTable,
  target: Target,
  { validation }: PrepareSettings,
  unit: RowUnit = 'row',
): Division {
  const group = columnOf(table, validation.group);
  const time = columnOf(table, validation.time);
  const dividers = { [validation.group ?? '']: group, [validation.time ?? '']: time };
  const { rows, notes } = usableRows(table, dividers, { target, unit });
  // Each fold validates on a row of its own, and one is sealed.
  const least = Math.max(leastRows, validation.folds + 1);
  if (rows.length < least) {
    throw invalid(
      `${rows.length} ${unit}s are too few to divide; ${least} are the least`,
      { file: table.file },
      least > leastRows ? `Add ${unit}s, or use fewer folds` : `Add ${unit}s`,
    );
  }
  const classes = target.task === 'regression' ? undefined : Int32Array.from(rows, (row) => target.values[row] ?? 0);
  if (classes !== undefined) checkClasses(classes, target, { file: table.file, folds: validation.folds, unit });
  const groupIds = group === undefined ? undefined : valueIds(group);
  const { sealed, folds } = splitRows({
    rows: rows.length,
    classes,
    validation,
    groups: groupIds === undefined ? undefined : rows.map((row) => groupIds[row] ?? -1),
    times: time === undefined ? undefined : timesOf(time, rows, validation.time ?? '', table.file),
    file: table.file,
  });
  const isSealed = new Uint8Array(rows.length);
  for (const position of sealed) isSealed[position] = 1;
  // Folds come as positions among all divided rows; training sees those that are not sealed, numbered anew.
  const unsealed = rows.filter((_, position) => isSealed[position] === 0);
  const numbered = new Int32Array(rows.length);
  let next = 0;
  for (let position = 0; position < rows.length; position++) if (isSealed[position] === 0) numbered[position] = next++;
  const renumber = (positions: Int32Array): Int32Array => positions.map((position) => numbered[position] ?? 0);
  const division = folds.map(({ training, validation }) => ({
    training: renumber(training),
    validation: renumber(validation),
  }));
  return {
    unsealed,
    sealed: sealed.map((position) => rows[position] ?? 0),
    folds: division,
    notes: [...notes, ...unseenClasses(target, unsealed, division)],
  };
}

/** Each part needs a row of each class: training (in every fold), validation, test. */
function checkClasses(
  classes: Int32Array,
  target: Target,
  { file, folds, unit }: { readonly file: string; readonly folds: number; readonly unit: RowUnit },
): void {
  const least = folds === 1 ? 3 : folds + 1;
  const counts = target.classes.map(() => 0);
  for (const index of classes) counts[index] = (counts[index] ?? 0) + 1;
  const rare = counts.findIndex((count) => count < least);
  if (rare === -1) return;
  const count = counts[rare] ?? 0;
  throw invalid(
    `the class ${shown(target.classes[rare])} has ${count} ${count === 1 ? unit : `${unit}s`}, and ${least} are needed to divide it`,
    { file, column: target.name },
    folds > 3 ? `Add ${unit}s of it, take it out, or use fewer folds` : `Add ${unit}s of it, or take it out`,
  );
}

/** Rows that are not divided by chance may leave a class without any to learn from. */
function unseenClasses(target: Target, unsealed: Int32Array, folds: readonly Fold[]): string[] {
  if (target.task === 'regression') return [];
  const seen = folds.map(
    ({ training }) => new Set(Array.from(training, (position) => target.values[unsealed[position] ?? 0])),
  );
  return target.classes.flatMap((label, index) =>
    seen.every((classes) => classes.has(index))
      ? []
      : [
          `The class ${shown(label)} has no row to learn from in ${folds.length === 1 ? 'the training rows' : 'the training rows of a fold'}.`,
        ],
  );
}
