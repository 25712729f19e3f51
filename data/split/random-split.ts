import { createRandom, type Random } from '../../shared/random.ts';
import { increasing, positionsOf, type Split, type SplitRows, sharedRows } from './split.ts';

/**
 * Divides rows by chance, each class in the same proportions (stratified) and in every part. Classes must have three rows, or
 * one more than there are folds.
 */
export function randomSplit({ rows, classes, validation }: SplitRows): Split {
  const random = createRandom(validation.seed).fork('split');
  const strata = positionsOf(classes ?? new Int32Array(rows)).map((stratum) => shuffleInPlace(stratum, random));
  const folds = validation.folds;
  const [sealed, rest] = take(strata, sharedRows(rows, validation.testShare), folds === 1 ? 2 : folds);
  if (folds === 1) {
    const [held, training] = take(rest, sharedRows(rows - sealed.length, validation.validationShare), 1);
    return { sealed, folds: [{ training: increasing(training.flatMap((part) => [...part])), validation: held }] };
  }
  // Dealt like cards, going on from class to class: sizes differ by one at most, in all and in each class.
  const foldOf = new Map<number, number>();
  let dealt = 0;
  for (const stratum of rest) for (const position of stratum) foldOf.set(position, dealt++ % folds);
  const order = increasing(foldOf.keys());
  return {
    sealed,
    folds: Array.from({ length: folds }, (_, fold) => ({
      training: order.filter((position) => foldOf.get(position) !== fold),
      validation: order.filter((position) => foldOf.get(position) === fold),
    })),
  };
}

/** Takes `total` positions off the strata's beginnings, of each its share, at least one and leaving `leave`. */
function take(strata: readonly Int32Array[], total: number, leave: number): [Int32Array, Int32Array[]] {
  const counts = apportion(
    strata.map((stratum) => stratum.length),
    total,
  ).map((count, i) => Math.max(1, Math.min(count, (strata[i]?.length ?? 0) - leave)));
  const taken = strata.flatMap((stratum, i) => [...stratum.subarray(0, counts[i])]);
  return [increasing(taken), strata.map((stratum, i) => stratum.subarray(counts[i]))];
}

/** Whole numbers in the proportions of the sizes that sum to `total`: rounded down, the rest to the largest remainders. */
function apportion(sizes: readonly number[], total: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * total) / all);
  const counts = exact.map(Math.floor);
  const left = total - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = sizes
    .map((_, i) => i)
    .sort((i, j) => (exact[j] ?? 0) - (counts[j] ?? 0) - ((exact[i] ?? 0) - (counts[i] ?? 0)) || i - j);
  for (const i of byRemainder.slice(0, left)) counts[i] = (counts[i] ?? 0) + 1;
  return counts;
}

/** Fisher and Yates's shuffle; `random.shuffle` would copy millions of rows into boxed arrays. */
function shuffleInPlace(array: Int32Array, random: Random): Int32Array {
  for (let i = array.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [array[i], array[j]] = [array[j] ?? 0, array[i] ?? 0];
  }
  return array;
}
