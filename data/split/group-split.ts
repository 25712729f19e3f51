import { createRandom, type Random } from '../../shared/random.ts';
import { invalid } from '../invalid.ts';
import { increasing, positionsOf, type Split, type SplitRows } from './split.ts';

interface Group {
  readonly positions: Int32Array;
  /** Rows of each class. */
  readonly counts: readonly number[];
}

/**
 * Divides whole groups of rows. Each part comes near its share of the rows of every class: the largest group first, each goes to
 * the part that gains most by it; equally large ones in an order of chance. Throws SearchError InvalidDataset on too few groups.
 */
export function groupSplit({ rows, classes, validation, file }: SplitRows, ids: Int32Array): Split {
  const random = createRandom(validation.seed).fork('split');
  const { folds, testShare, validationShare } = validation;
  const groups = groupsOf(ids, classes ?? new Int32Array(rows));
  const parts = folds === 1 ? 2 : folds;
  if (groups.length < parts + 1) {
    throw invalid(
      `the column has ${groups.length} different ${groups.length === 1 ? 'value' : 'values'}; ${parts + 1} groups are the least to divide`,
      { file, column: validation.group ?? '' },
      folds === 1
        ? 'Leave validation.group out, or name another column'
        : 'Use fewer folds, or name another column in validation.group',
    );
  }
  const [sealed = [], unsealed = []] = deal(groups, [testShare, 1 - testShare], [1, parts], random);
  const rest = positionsIn(unsealed);
  if (folds === 1) {
    const [held = [], training = []] = deal(unsealed, [validationShare, 1 - validationShare], [1, 1], random);
    return { sealed: positionsIn(sealed), folds: [{ training: positionsIn(training), validation: positionsIn(held) }] };
  }
  const even = Array.from({ length: folds }, () => 1 / folds);
  const blocks = deal(
    unsealed,
    even,
    even.map(() => 1),
    random,
  ).map(positionsIn);
  return {
    sealed: positionsIn(sealed),
    folds: blocks.map((validation) => {
      const held = new Set(validation);
      return { training: rest.filter((position) => !held.has(position)), validation };
    }),
  };
}

function groupsOf(ids: Int32Array, classes: Int32Array): Group[] {
  const most = classes.reduce((largest, index) => Math.max(largest, index), 0);
  return positionsOf(ids)
    .filter((positions) => positions.length > 0)
    .map((positions) => {
      const counts = Array.from({ length: most + 1 }, () => 0);
      for (const position of positions) counts[classes[position] ?? 0] = (counts[classes[position] ?? 0] ?? 0) + 1;
      return { positions, counts };
    });
}

/** Deals groups to parts of these shares; part i gets at least `least[i]` of them. */
function deal(
  groups: readonly Group[],
  shares: readonly number[],
  least: readonly number[],
  random: Random,
): Group[][] {
  const totals = groups.reduce<number[]>((sums, { counts }) => counts.map((count, i) => (sums[i] ?? 0) + count), []);
  const bySize = random.shuffle(groups).sort((left, right) => right.positions.length - left.positions.length);
  const parts = shares.map((share) => ({ share, groups: [] as Group[], counts: totals.map(() => 0) }));
  bySize.forEach((group, dealt) => {
    const owed = parts.map((part, i) => Math.max(0, (least[i] ?? 0) - part.groups.length));
    const left = bySize.length - dealt;
    const open =
      owed.reduce((sum, count) => sum + count, 0) >= left ? parts.filter((_, i) => (owed[i] ?? 0) > 0) : parts;
    const gains = open.map(({ share, counts }) => gain(group.counts, counts, totals, share));
    const best = open[gains.indexOf(Math.max(...gains))];
    if (best === undefined) return;
    best.groups.push(group);
    best.counts = best.counts.map((count, i) => count + (group.counts[i] ?? 0));
  });
  return parts.map(({ groups }) => groups);
}

/** By how much a part's squared distance from its share of each class shrinks when it takes the group. */
function gain(group: readonly number[], part: readonly number[], totals: readonly number[], share: number): number {
  return totals.reduce((sum, total, i) => {
    if (total === 0) return sum;
    const before = (part[i] ?? 0) / total - share;
    const after = ((part[i] ?? 0) + (group[i] ?? 0)) / total - share;
    return sum + before ** 2 - after ** 2;
  }, 0);
}

const positionsIn = (groups: readonly Group[]): Int32Array =>
  increasing(groups.flatMap(({ positions }) => [...positions]));
