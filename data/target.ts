import type { ColumnType, PrepareSettings } from '../shared/dataset.ts';
import { SearchError } from '../shared/errors.ts';
import { suggestion } from '../shared/nearest.ts';
import type { Task } from '../shared/task.ts';
import { shown } from './cell.ts';
import type { NumberColumn, TextColumn } from './columns/column.ts';
import { placeRow } from './formats/format.ts';
import { invalid } from './invalid.ts';
import { limits } from './limits.ts';
import { parseNumber } from './parse-number.ts';
import type { StoredTable } from './read-columns.ts';
import { distinctNumbers, isMissing } from './stored-values.ts';

/** The target as it is learnt. */
export interface Target {
  readonly name: string;
  readonly task: Task;
  readonly type: ColumnType;
  /** In index order; empty for regression. */
  readonly classes: readonly string[];
  /** [rows of the table]: class index, or the number; NaN where missing. */
  readonly values: Float64Array;
  readonly notes: readonly string[];
}

/** Whole numbers with more different values than this are amounts and not classes. */
const mostNumberClasses = 20;

const wayOutOfTarget = 'Name another column as the target';

/** The name of the target column; the last one by default, or the last beside the text. Throws SearchError InvalidDataset where it is not among the columns. */
export function findTarget(settings: PrepareSettings, names: readonly string[], file: string): string {
  const name = settings.target ?? names.findLast((column) => column !== settings.text?.column) ?? '';
  if (names.includes(name)) return name;
  throw invalid(`there is no column ${shown(name)} to be the target`, { file }, suggestion(name, names));
}

/** What is to be learnt, from the target's values and the spec. Throws SearchError InvalidDataset or InvalidSpec. */
export function understandTarget(table: StoredTable, name: string, settings: PrepareSettings): Target {
  const column = table.columns[table.names.indexOf(name)];
  const place = { file: table.file, column: name };
  if (column === undefined || column.kind === 'nothing')
    throw invalid('the target is left out by the spec', place, wayOutOfTarget);
  if (column.missing === table.rows) throw invalid('the target has no values: all are missing', place, wayOutOfTarget);
  if (column.kind === 'date') {
    throw invalid('the target is a date, which cannot be learnt', place, `${wayOutOfTarget}, or give it as a number`);
  }
  if (column.kind === 'text' && settings.task === 'regression') {
    const [text, row] = [column.texts[0], column.firstRows[0] ?? 0];
    throw invalid(
      `${shown(text)} is not a number, which regression needs`,
      { ...place, row: placeRow(table, row) },
      wayOutOfTarget,
    );
  }
  const present = table.rows - column.missing;
  if (column.kind === 'number' && isAmount(column, present, settings)) {
    if (distinctNumbers(column.values, 1).length === 1)
      throw oneValue(String(column.values.find((value) => !Number.isNaN(value))), place);
    return { name, task: 'regression', type: 'number', classes: [], values: column.values, notes: [] };
  }
  return { ...classesOf(table, column, name, settings), name };
}

function isAmount({ values }: NumberColumn, present: number, { task }: PrepareSettings): boolean {
  if (task !== undefined) return task === 'regression';
  const distinct = distinctNumbers(values, mostNumberClasses);
  if (distinct.length <= 2) return false;
  // Three rows a class are the least that can be divided; twelve different whole numbers in fifteen rows are amounts.
  return distinct.length > mostNumberClasses || !distinct.every(Number.isInteger) || distinct.length * 3 > present;
}

function classesOf(table: StoredTable, column: NumberColumn | TextColumn, name: string, settings: PrepareSettings) {
  const place = { file: table.file, column: name };
  const labels =
    column.kind === 'text' ? [...column.texts] : distinctNumbers(column.values, limits.classes).map(labelOfNumber);
  const beyond = column.kind === 'text' ? column.beyond : 0;
  if (labels.length > limits.classes || beyond > 0) {
    throw invalid(
      `the target has more than ${limits.classes} classes, which is the limit`,
      place,
      `${wayOutOfTarget}, or ask for the task "regression"`,
    );
  }
  const classes = sortLabels(labels);
  if (classes.length === 1) throw oneValue(classes[0] ?? '', place);
  if (settings.task === 'binary' && classes.length > 2) {
    throw new SearchError(
      'InvalidSpec',
      `the task is "binary" and the target ${shown(name)} has ${classes.length} classes`,
      {
        place: { key: 'task' },
        wayOut: 'Say "multiclass", or leave the task out',
      },
    );
  }
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  const values = new Float64Array(table.rows).fill(NaN);
  const indexOfCode = labels.map((label) => indexOf.get(label) ?? NaN);
  for (let row = 0; row < table.rows; row++) {
    if (isMissing(column, row)) continue;
    values[row] =
      (column.kind === 'text'
        ? indexOfCode[column.codes[row] ?? -1]
        : indexOf.get(labelOfNumber(column.values[row] ?? NaN))) ?? NaN;
  }
  const guessed = column.kind === 'number' && settings.task === undefined && classes.length > 2;
  return {
    task: settings.task ?? (classes.length === 2 ? ('binary' as const) : ('multiclass' as const)),
    type: 'category' as const,
    classes,
    values,
    notes: guessed
      ? [
          `The target's ${classes.length} different whole numbers are taken as classes; for an amount say task "regression".`,
        ]
      : [],
  };
}

/** −0 and 0 are one label. */
const labelOfNumber = (value: number): string => String(value === 0 ? 0 : value);

/** By number where all labels are numbers, otherwise by code unit: the same on every machine, whatever its language. */
function sortLabels(labels: readonly string[]): string[] {
  const numbers = labels.map((label) => parseNumber(label, { leadingZeros: true }));
  const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
  if (numbers.includes(undefined)) return labels.toSorted(byText);
  return labels.toSorted((left, right) => Number(left) - Number(right) || byText(left, right));
}

const oneValue = (value: string, place: { file: string; column: string }): Error =>
  invalid(`the target has only one value, ${shown(value)}: there is nothing to learn`, place, wayOutOfTarget);
