import type { Augmentation } from '../../shared/augmentation.ts';
import type { Shape } from '../../shared/layers.ts';
import { createRandom, type Random } from '../../shared/random.ts';

/** What becomes of the images of one step. */
export interface Augmented {
  /** [rows, positions]: which position of the dataset's images, numbered through, each of a row's is read from; -1 for none. */
  readonly sources: Int32Array;
  /** [rows]: the share of the row itself in what it is mixed to; undefined where nothing is mixed. */
  readonly shares: Float32Array | undefined;
}

/** Augments the rows of an epoch's steps, one step after the other. */
export type Augment = (rows: Int32Array) => Augmented;

/** The epoch's own changes of images [height, width, channels]: they depend on the seed and the epoch, never on a pack's trials. */
export function augmentEpoch(
  augmentation: Augmentation,
  [height = 1, width = 1]: Shape,
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
): Augment {
  const random = createRandom(`${seed}/augmentation/${epoch}`);
  const { mixup } = augmentation;
  return (rows) => {
    const sources = new Int32Array(rows.length * height * width);
    for (const [at, row] of rows.entries()) {
      const own = sources.subarray(at * height * width, (at + 1) * height * width);
      writeSources(own, row * height * width, changeOf(augmentation, height, width, random));
    }
    return { sources, shares: mixup > 0 ? Float32Array.from(rows, () => beta(mixup, random)) : undefined };
  };
}

/** Along one side: which position each is read from, and which are cut out. */
interface SideChange {
  readonly from: Int32Array;
  readonly cut: readonly [first: number, end: number];
}

interface Change {
  readonly vertical: SideChange;
  readonly horizontal: SideChange;
}

function changeOf({ flip, shift, crop, cutout }: Augmentation, height: number, width: number, random: Random): Change {
  const sideOf = (length: number, mirrored: boolean): SideChange => {
    const most = Math.floor(shift * length);
    const moved = most > 0 ? random.integer(-most, most) : 0;
    const kept = crop > 0 ? length * (1 - crop * random.next()) : length;
    const begin = crop > 0 ? (length - kept) * random.next() : 0;
    const from = Int32Array.from({ length }, (_, position) => {
      const cropped = Math.floor(begin + ((position + 0.5) * kept) / length) - moved;
      const inside = Math.min(length - 1, Math.max(0, cropped));
      return mirrored ? length - 1 - inside : inside;
    });
    const hole = Math.round(cutout * length);
    const middle = hole > 0 ? random.integer(0, length - 1) : 0;
    const first = middle - Math.floor(hole / 2);
    return { from, cut: [first, first + hole] };
  };
  return { vertical: sideOf(height, false), horizontal: sideOf(width, flip && random.next() < 0.5) };
}

function writeSources(out: Int32Array, offset: number, { vertical, horizontal }: Change): void {
  const width = horizontal.from.length;
  const isCut = ({ cut: [first, end] }: SideChange, position: number): boolean => position >= first && position < end;
  for (const [row, fromRow] of vertical.from.entries()) {
    const cutRow = isCut(vertical, row);
    for (const [column, fromColumn] of horizontal.from.entries()) {
      const cut = cutRow && isCut(horizontal, column);
      out[row * width + column] = cut ? -1 : offset + fromRow * width + fromColumn;
    }
  }
}

/** A draw of Beta(a, a), 0 < a ≤ 1 (Jöhnk 1964). */
function beta(a: number, random: Random): number {
  for (;;) {
    // 1 - next(): a power of 0 would be no share.
    const [x, y] = [(1 - random.next()) ** (1 / a), (1 - random.next()) ** (1 / a)];
    // Both may be too small to be told from 0 where a is small: then either end is as likely.
    if (x + y === 0) return random.integer(0, 1);
    if (x + y <= 1) return x / (x + y);
  }
}
