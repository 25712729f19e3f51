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
}
