/** Rows of a table as the sequences they are: one after the other, each in its order. */
export interface Sequences {
  /** Row numbers. */
  readonly rows: Int32Array;
  /** Positions in `rows` that the sequences begin at, and the end of the last one. */
  readonly starts: Int32Array;
}

/**
 * The rows by their ids, the sequence first whose row comes first. Steps are ordered by time where there is one, rows of one
 * time and those without it as they come. `ids` and `times` are indexed by row number; `rows` are those that count, increasing.
 */
export function groupSteps(rows: Int32Array, ids: ArrayLike<number>, times?: ArrayLike<number>): Sequences {
  const sequenceOf = new Map<number, number>();
  for (const row of rows) {
    const id = ids[row] ?? 0;
    if (!sequenceOf.has(id)) sequenceOf.set(id, sequenceOf.size);
  }
  const of = (row: number): number => sequenceOf.get(ids[row] ?? 0) ?? 0;
  const ordered = rows.toSorted(
    (left, right) => of(left) - of(right) || (times?.[left] ?? 0) - (times?.[right] ?? 0) || left - right,
  );
  const starts = new Int32Array(sequenceOf.size + 1);
  for (const row of ordered) starts[of(row) + 1] = (starts[of(row) + 1] ?? 0) + 1;
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  return { rows: ordered, starts };
}

/** How many steps each sequence has. */
export const lengthsOf = ({ starts }: Sequences): Int32Array =>
  starts.subarray(1).map((end, at) => end - (starts[at] ?? 0));

/** The last steps, `most` of each, of these sequences in their order. */
export function lastSteps({ rows, starts }: Sequences, which: Int32Array, most: number): Sequences {
  const kept = which.map((sequence) => Math.min(most, (starts[sequence + 1] ?? 0) - (starts[sequence] ?? 0)));
  const keptStarts = new Int32Array(which.length + 1);
  kept.forEach((length, at) => (keptStarts[at + 1] = (keptStarts[at] ?? 0) + length));
  const keptRows = new Int32Array(keptStarts.at(-1) ?? 0);
  which.forEach((sequence, at) => {
    const end = starts[sequence + 1] ?? 0;
    keptRows.set(rows.subarray(end - (kept[at] ?? 0), end), keptStarts[at]);
  });
  return { rows: keptRows, starts: keptStarts };
}
