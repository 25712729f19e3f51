import type { Candidate } from '../../shared/candidate.ts';
import type { Random } from '../../shared/random.ts';
import type { SearchSpace } from '../../shared/search-space.ts';

/** Something to be optimised whose best value is known. */
export interface Task {
  readonly name: string;
  readonly family: string;
  readonly space: SearchSpace;
  readonly maximise: boolean;
  /** The value that counts. */
  readonly value: (candidate: Candidate) => number;
  /** One noisy evaluation; absent where there is no noise to draw. */
  readonly draw?: (candidate: Candidate, random: Random) => number;
  readonly best: number;
  /** Of all candidates, or of many independent draws. */
  readonly median: number;
}

/** What is told to a strategy: the value itself, or one drawn evaluation. */
export type Objective = 'mean' | 'drawn';

/** How far a value is from the best: 0 is the best, 1 the median. */
export const regretOf = ({ best, median }: Pick<Task, 'best' | 'median'>, value: number): number =>
  Math.abs(best - value) / Math.abs(best - median);

/** What came of one candidate that was tried. */
export interface Tried {
  /** What the strategy was told. */
  readonly told: number;
  readonly value: number;
}

/**
 * The normalised regret after each trial: that of the value of the incumbent, which is the one with the best number told, the
 * first of equal ones.
 */
export function regretsOf(task: Pick<Task, 'best' | 'median' | 'maximise'>, tried: readonly Tried[]): number[] {
  let incumbent: Tried | undefined;
  return tried.map((each) => {
    const better = incumbent === undefined || (task.maximise ? each.told > incumbent.told : each.told < incumbent.told);
    if (better) incumbent = each;
    return regretOf(task, (incumbent ?? each).value);
  });
}
