import type { SeriesSettings } from '../../shared/dataset.ts';
import type { Fold } from '../split/split.ts';
import type { OrderedRows } from './order-rows.ts';

/** Steps of a window that nobody asked for. */
const leastWindow = 8;
const mostWindow = 512;

/**
 * How many steps a forecast is made from where the user does not say: twice the horizon and at least 8, at most 512 and a third
 * of the training rows; a whole season in any case, so that the seasonal naive forecast can be compared with.
 */
export function chooseWindow(
  { window, horizon }: SeriesSettings,
  { season = 1, trainingRows }: { readonly season?: number | undefined; readonly trainingRows: number },
): number {
  if (window !== undefined) return window;
  const wanted = Math.min(mostWindow, Math.max(leastWindow, 2 * horizon));
  return Math.max(1, season, Math.min(wanted, Math.floor(trainingRows / 3)));
}

/**
 * Where windows end and their answers begin: positions among the ordered rows that have `window` rows of their series before
 * them, and `horizon` from them on, all with a target. `targets` is in the order of the rows, NaN where missing.
 */
export function findWindows(
  { starts }: OrderedRows,
  targets: Float64Array,
  { window, horizon }: { readonly window: number; readonly horizon: number },
): Int32Array {
  const found: number[] = [];
  for (let series = 0; series + 1 < starts.length; series++) {
    const [start = 0, end = 0] = starts.slice(series, series + 2);
    let known = 0;
    for (let at = start; at < end; at++) {
      known = Number.isNaN(targets[at]) ? 0 : known + 1;
      const first = at + 1 - horizon;
      if (known >= horizon && first >= start + window) found.push(first);
    }
  }
  return Int32Array.from(found);
}

export interface WindowDivision {
  /** Positions of windows' first answers, increasing. */
  readonly unsealed: Int32Array;
  readonly sealed: Int32Array;
  /** Indices among the unsealed windows. */
  readonly folds: readonly Fold[];
  /** Windows that are in no part, as their answers reach from one into the next. */
  readonly between: number;
}

/**
 * Divides windows by where all their answers lie, so that no value that a part is judged by is another part's answer. `parts`
 * are the rows', in their order: 0 trains every fold, part k + 1 validates fold k and trains the later ones, the one after all
 * is sealed. A window may read what lies before its answers in any part.
 */
export function divideWindows(windows: Int32Array, parts: Uint8Array, folds: number, horizon: number): WindowDivision {
  const first = (at: number): number => parts[at] ?? 0;
  const last = (at: number): number => parts[at + horizon - 1] ?? 0;
  const unsealed = windows.filter((at) => last(at) <= folds);
  const indices = Int32Array.from(unsealed.keys());
  const sealed = windows.filter((at) => first(at) > folds);
  const divided = Array.from({ length: folds }, (_, fold) => ({
    training: indices.filter((index) => last(unsealed[index] ?? 0) <= fold),
    validation: indices.filter((index) => {
      const at = unsealed[index] ?? 0;
      return first(at) === fold + 1 && last(at) === fold + 1;
    }),
  }));
  const between = windows.reduce((count, at) => count + (first(at) === last(at) ? 0 : 1), 0);
  return { unsealed, sealed, folds: divided, between };
}

/** The windows that end before these positions, of rows that have `width` numbers each: row-major [windows, window, width]. */
export function gatherWindows(rows: Float32Array, ends: Int32Array, window: number, width: number): Float32Array {
  const size = window * width;
  const gathered = new Float32Array(ends.length * size);
  ends.forEach((end, index) => gathered.set(rows.subarray((end - window) * width, end * width), index * size));
  return gathered;
}
