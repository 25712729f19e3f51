import { invalid } from '../invalid.ts';
import { type Fold, increasing, type Split, type SplitRows, sharedRows } from './split.ts';

/**
 * Divides rows in the order of time: the last ones are sealed, those before them validate, the first ones train. With folds, the
 * unsealed rows are folds + 1 blocks in a row, and each fold is trained on all blocks before the one that validates it. Rows of
 * the same time are not divided. Throws SearchError InvalidDataset where there are too few different times.
 */
export function timeSplit({ rows, validation, file }: SplitRows, times: Float64Array): Split {
  const order = Int32Array.from({ length: rows }, (_, position) => position).sort(
    (left, right) => (times[left] ?? 0) - (times[right] ?? 0) || left - right,
  );
  const { folds } = validation;
  const sealedFrom = rows - sharedRows(rows, validation.testShare);
  const starts =
    folds === 1
      ? [sealedFrom - sharedRows(sealedFrom, validation.validationShare)]
      : Array.from({ length: folds }, (_, fold) => Math.round(((fold + 1) * sealedFrom) / (folds + 1)));
  const cuts = betweenTimes([...starts, sealedFrom], order, times);
  if (cuts === undefined) {
    const column = validation.time ?? '';
    throw invalid(
      `the column has too few different values to divide the rows in ${folds + 2} by time`,
      { file, column },
      folds === 1
        ? 'Name another column in validation.time'
        : 'Use fewer folds, or name another column in validation.time',
    );
  }
  const sealed = increasing(order.subarray(cuts.at(-1)));
  return {
    sealed,
    folds: cuts.slice(0, -1).map(
      (cut, fold): Fold => ({
        training: increasing(order.subarray(0, cut)),
        validation: increasing(order.subarray(cut, cuts[fold + 1])),
      }),
    ),
  };
}

/** The cuts moved to where the time changes, the nearest such places that leave every part a row; undefined where there are none. */
function betweenTimes(cuts: readonly number[], order: Int32Array, times: Float64Array): number[] | undefined {
  const changes: number[] = [];
  for (let at = 1; at < order.length; at++) if (times[order[at] ?? 0] !== times[order[at - 1] ?? 0]) changes.push(at);
  if (changes.length < cuts.length) return undefined;
  const moved: number[] = [];
  let from = 0;
  cuts.forEach((cut, i) => {
    // Of the changes that are left, as many stay as there are cuts to come.
    const last = changes.length - (cuts.length - i);
    let best = from;
    for (let at = from; at <= last; at++) {
      if (Math.abs((changes[at] ?? 0) - cut) < Math.abs((changes[best] ?? 0) - cut)) best = at;
    }
    moved.push(changes[best] ?? 0);
    from = best + 1;
  });
  return moved;
}
