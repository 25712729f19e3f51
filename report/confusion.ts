import { shortened } from './words.ts';

/** Rows are the true class, columns the predicted one. */
export interface ConfusionTable {
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
  /** Classes that the last row and column stand for together; 0 where every class has its own. */
  readonly merged: number;
}

/** A phone shows no more cells than this side by side. */
const mostClasses = 25;

/** The confusion matrix as it is drawn: of many classes the most frequent, the others together as one. */
export function confusionTable(classes: readonly string[], matrix: readonly (readonly number[])[]): ConfusionTable {
  const name = (index: number): string => shortened(classes[index] ?? `class ${index}`, 40);
  if (matrix.length <= mostClasses) {
    return { classes: matrix.map((_row, index) => name(index)), counts: matrix, merged: 0 };
  }
  const total = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const kept = total
    .map((rows, index) => ({ rows, index }))
    .sort((left, right) => right.rows - left.rows)
    .slice(0, mostClasses - 1)
    .map(({ index }) => index)
    .sort((left, right) => left - right);
  const place = new Map(kept.map((index, position) => [index, position]));
  const counts = Array.from({ length: mostClasses }, () => Array.from({ length: mostClasses }, () => 0));
  matrix.forEach((row, truth) => {
    const target = counts[place.get(truth) ?? mostClasses - 1];
    row.forEach((count, predicted) => {
      const column = place.get(predicted) ?? mostClasses - 1;
      if (target !== undefined) target[column] = (target[column] ?? 0) + count;
    });
  });
  return { classes: [...kept.map(name), 'all others'], counts, merged: matrix.length - kept.length };
}
