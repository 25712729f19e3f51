import { SearchError } from '../../shared/errors.ts';
import { groupSplit } from './group-split.ts';
import { randomSplit } from './random-split.ts';
import type { Split, SplitRows } from './split.ts';
import { timeSplit } from './time-split.ts';

export interface SplitRequest extends SplitRows {
  /** Rows with equal ids are not divided. */
  readonly groups: Int32Array | undefined;
  /** Rows are divided in increasing order of it. */
  readonly times: Float64Array | undefined;
}

/** Divides the rows as the validation settings say. Throws SearchError InvalidSpec where group and time are both given. */
export function splitRows({ groups, times, ...request }: SplitRequest): Split {
  if (groups !== undefined && times !== undefined) {
    throw new SearchError('InvalidSpec', 'Rows are divided by group or by time, not by both', {
      place: { key: 'validation' },
      wayOut: 'Leave out validation.group or validation.time',
    });
  }
  if (groups !== undefined) return groupSplit(request, groups);
  return times === undefined ? randomSplit(request) : timeSplit(request, times);
}
