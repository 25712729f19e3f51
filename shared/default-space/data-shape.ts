import { type DatasetDescription, outputsOf } from '../dataset.ts';
import type { Shape } from '../layers.ts';
import type { Task } from '../task.ts';

/** What the default space is chosen from. */
export interface DataShape {
  readonly task: Task;
  /** Training rows. */
  readonly rows: number;
  /** Shape of one of them. */
  readonly input: Shape;
  /** Classes; 1 for regression. */
  readonly outputs: number;
  /** Of text: how many tokens there are. */
  readonly vocabulary?: number;
  /** Whether rows are sequences of different lengths, padded in front with steps of zeros. */
  readonly isPadded?: boolean;
}

export const dataShapeOf = (dataset: DatasetDescription): DataShape => ({
  task: dataset.task,
  rows: dataset.trainingRows,
  input: dataset.featureShape,
  outputs: outputsOf(dataset),
  ...(dataset.kind === 'sequences' ? { isPadded: true } : {}),
  ...(dataset.vocabulary === undefined ? {} : { vocabulary: dataset.vocabulary }),
});
