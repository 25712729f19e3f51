/** Classification results: probabilities row-major [rows, classes], truth [rows] class indices. Probabilities are finite. */
export interface ClassPredictions {
  readonly probabilities: Float32Array;
  readonly truth: ArrayLike<number>;
  readonly classes: number;
}

/** Index of the largest of the row's probabilities; the first one where several are. */
export function predictedClass(
  { probabilities, classes }: Pick<ClassPredictions, 'probabilities' | 'classes'>,
  row: number,
): number {
  let best = 0;
  for (let index = 1; index < classes; index++) {
    if ((probabilities[row * classes + index] ?? 0) > (probabilities[row * classes + best] ?? 0)) best = index;
  }
  return best;
}

/** Rows are the true class, columns the predicted one. */
export function confusionMatrix(predictions: ClassPredictions): number[][] {
  const { truth, classes } = predictions;
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < truth.length; row++) {
    const cell = (truth[row] ?? 0) * classes + predictedClass(predictions, row);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return Array.from({ length: classes }, (_, row) => [...counts.subarray(row * classes, (row + 1) * classes)]);
}

/** One class's part of a confusion matrix. */
export interface ClassCounts {
  readonly hits: number;
  /** Rows of the class. */
  readonly actual: number;
  /** Rows predicted to be of it. */
  readonly predicted: number;
}

export const classCounts = (confusion: readonly (readonly number[])[]): ClassCounts[] =>
  confusion.map((cells, index) => ({
    hits: cells[index] ?? 0,
    actual: cells.reduce((sum, count) => sum + count, 0),
    predicted: confusion.reduce((sum, row) => sum + (row[index] ?? 0), 0),
  }));
