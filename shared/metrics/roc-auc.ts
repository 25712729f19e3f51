import type { ClassPredictions } from './confusion.ts';

/**
 * Area under the ROC curve of one class against the rest: the share of (row of it, row of another) pairs that the score puts
 * in order, ties half (Mann & Whitney 1947). Undefined where the class has all rows or none.
 */
function areaOfClass({ probabilities, truth, classes }: ClassPredictions, index: number): number | undefined {
  let positives = 0;
  for (let row = 0; row < truth.length; row++) if (truth[row] === index) positives++;
  const negatives = truth.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  const inside = new Float32Array(positives);
  const outside = new Float32Array(negatives);
  let [i, o] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    const score = probabilities[row * classes + index] ?? 0;
    if (truth[row] === index) inside[i++] = score;
    else outside[o++] = score;
  }
  // Typed arrays sort natively, many times faster than ranks through a comparator.
  inside.sort();
  outside.sort();
  let [below, upTo, ordered] = [0, 0, 0];
  for (const score of inside) {
    while (below < negatives && (outside[below] ?? 0) < score) below++;
    while (upTo < negatives && (outside[upTo] ?? 0) <= score) upTo++;
    ordered += (below + upTo) / 2;
  }
  return ordered / (positives * negatives);
}

/** Two classes: the area of class 1. More: the mean over the classes that have one, each against the rest. 0.5 where none has. */
export function rocAuc(predictions: ClassPredictions): number {
  const indices = predictions.classes === 2 ? [1] : Array.from({ length: predictions.classes }, (_, index) => index);
  const areas = indices.map((index) => areaOfClass(predictions, index)).filter((area) => area !== undefined);
  return areas.length === 0 ? 0.5 : areas.reduce((sum, area) => sum + area, 0) / areas.length;
}
