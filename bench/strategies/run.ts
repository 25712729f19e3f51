import type { Contender } from './contenders.ts';
import type { Objective, Task } from './task.ts';

/** A contender on a task. */
export interface Run {
  readonly contender: Contender;
  readonly task: Task;
  readonly objective: Objective;
  readonly seed: number;
}

export interface RunResult extends Run {
  /** Normalised, after each trial. */
  readonly regrets: readonly number[];
  /** Of the strategy alone. */
  readonly seconds: number;
}
