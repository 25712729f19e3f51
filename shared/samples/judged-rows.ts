import type { SealedRows } from '../dataset.ts';
import type { ImagePreprocessing } from '../preprocessing.ts';
import type { Task } from '../task.ts';

/** Sealed rows with what a model made of them. */
export interface JudgedRows {
  readonly task: Task;
  readonly sealed: SealedRows;
  /** Shape of one row. */
  readonly featureShape: readonly number[];
  /** Row-major [sealed rows, outputs]: probabilities, or the target in its own unit. */
  readonly predicted: Float32Array;
  readonly outputs: number;
  /** Of images. */
  readonly pixels?: Pick<ImagePreprocessing, 'pixels' | 'mean' | 'scale'> | undefined;
  /** Of a series. */
  readonly horizon?: number | undefined;
}
