import { outputsOf } from '../shared/dataset.ts';
import type { Preprocessing } from '../shared/preprocessing.ts';

/** A model's answer for one row. */
export interface Answer {
  /** A class's label, or a number in the target's own unit; of a series, one for each step. */
  readonly prediction: string | number | readonly number[];
  /** Of each class, in the classes' order; none for numbers. */
  readonly probabilities: readonly number[];
}

/** What single precision can tell. */
const digits = 7;
const rounded = (value: number): number => Number(value.toPrecision(digits));

/** What the model gave, in the target's own unit. */
export const inUnit = (values: Float32Array, { targetScale }: Preprocessing): Float32Array =>
  targetScale === undefined ? values : values.map((value) => value * targetScale.scale + targetScale.mean);

/** The answers of `values`, row-major [rows, outputs], in the target's own unit. */
export function answersOf(values: Float32Array, preprocessing: Preprocessing): Answer[] {
  const { task, classes, kind } = preprocessing;
  const count = outputsOf(preprocessing);
  if (kind === 'series') {
    return Array.from({ length: values.length / count }, (_, row) => ({
      prediction: Array.from(values.subarray(row * count, (row + 1) * count), rounded),
      probabilities: [],
    }));
  }
  if (task === 'regression') {
    return Array.from(values, (value) => ({ prediction: rounded(value), probabilities: [] }));
  }
  return Array.from({ length: values.length / count }, (_, row) => {
    const probabilities = Array.from(values.subarray(row * count, (row + 1) * count), rounded);
    const best = probabilities.indexOf(Math.max(...probabilities));
    return { prediction: classes[best] ?? '', probabilities };
  });
}
