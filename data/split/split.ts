import type { Validation } from '../../shared/dataset.ts';

/** Positions among the rows that are divided, 0 … rows − 1, each list increasing. */
export interface Fold {
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

export interface Split {
  readonly sealed: Int32Array;
  readonly folds: readonly Fold[];
}

/** What a split goes by. Arrays have one value a row. */
export interface SplitRows {
  readonly rows: number;
  /** Class indices, which every part gets its share of; undefined for regression. */
  readonly classes: Int32Array | undefined;
  readonly validation: Validation;
  /** For messages. */
  readonly file: string;
}

/** How many of `rows` a share is: at least one, and never all. */
export const sharedRows = (rows: number, share: number): number =>
  Math.min(rows - 1, Math.max(1, Math.round(rows * share)));

/** The positions of each value 0 … most of `ids`. */
export function positionsOf(ids: Int32Array): Int32Array[] {
  const lists: number[][] = [];
  ids.forEach((id, position) => {
    (lists[id] ??= []).push(position);
  });
  return Array.from(lists, (list) => Int32Array.from(list ?? []));
}

/** The positions in increasing order. */
export const increasing = (positions: Iterable<number>): Int32Array => Int32Array.from(positions).sort();
