/** Rows of a table as the series they are: one after the other, each in the order of time. */
export interface OrderedRows {
  /** Row numbers. */
  readonly rows: Int32Array;
  /** Positions in `rows` that the series begin at, and the end of the last one. */
  readonly starts: readonly number[];
}

/** What rows are ordered by. Arrays are indexed by row number. */
export interface RowOrder {
  /** The rows that count. */
  readonly rows: Int32Array;
  readonly times: Float64Array;
  /** Equal where rows are of one series; undefined where all are. */
  readonly groups: Int32Array | undefined;
  /** NaN where the target is missing. */
  readonly targets: Float64Array;
}

/**
 * Orders the rows. A series ends with its last row that has a target: what stands after it is yet to come. `onDuplicate` is
 * called, to throw, with the later one of two rows of a series that have the same time.
 */
export function orderRows(
  { rows, times, groups, targets }: RowOrder,
  onDuplicate: (row: number) => never,
): OrderedRows {
  const groupOf = (row: number): number => groups?.[row] ?? 0;
  const sorted = rows.toSorted(
    (left, right) => groupOf(left) - groupOf(right) || (times[left] ?? 0) - (times[right] ?? 0) || left - right,
  );
  const kept: number[] = [];
  const starts = [0];
  let end = 0;
  const close = (): void => {
    kept.length = end;
    if (end > (starts.at(-1) ?? 0)) starts.push(end);
  };
  sorted.forEach((row, at) => {
    const before = sorted[at - 1];
    if (before !== undefined && groupOf(before) !== groupOf(row)) close();
    else if (before !== undefined && times[before] === times[row]) onDuplicate(row);
    kept.push(row);
    if (!Number.isNaN(targets[row])) end = kept.length;
  });
  close();
  return { rows: Int32Array.from(kept), starts };
}
