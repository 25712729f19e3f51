/** Longer sides are drawn smaller: a page has two dozen of them. */
const longestSide = 64;

interface Sides {
  readonly height: number;
  readonly width: number;
}

/** The sides that an image is shown with: its own, or smaller ones of about the same ratio. */
export function shownSides(height: number, width: number): Sides {
  const ratio = Math.min(1, longestSide / Math.max(height, width));
  const [shownHeight, shownWidth] = [height, width].map((side) => Math.max(1, Math.round(side * ratio)));
  return { height: shownHeight ?? 1, width: shownWidth ?? 1 };
}

/**
 * Pixels row-major [height, width, channels] as bytes of the shown sides: each the mean of those that it stands for. `range` is what
 * becomes 0 and 255; by default the image's own least and greatest number, and one that is all the same is 0.
 */
export function imageBytes(
  pixels: Float32Array,
  { height, width, channels }: Sides & { readonly channels: number },
  shown: Sides,
  range?: readonly [number, number],
): Uint8Array {
  const means = new Float32Array(shown.height * shown.width * channels);
  for (let row = 0; row < shown.height; row++) {
    const rows = span(row, shown.height, height);
    for (let column = 0; column < shown.width; column++) {
      const columns = span(column, shown.width, width);
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let y = rows.from; y < rows.to; y++)
          for (let x = columns.from; x < columns.to; x++) sum += pixels[(y * width + x) * channels + channel] ?? 0;
        means[(row * shown.width + column) * channels + channel] =
          sum / ((rows.to - rows.from) * (columns.to - columns.from));
      }
    }
  }
  const [least, greatest] = range ?? [means.reduce((a, b) => Math.min(a, b)), means.reduce((a, b) => Math.max(a, b))];
  const byte = (value: number): number =>
    Math.min(255, Math.max(0, Math.round((255 * (value - least)) / (greatest - least))));
  return Uint8Array.from(means, (value) => (greatest > least ? byte(value) : 0));
}

/** The positions of a side that one of the shown stands for. */
function span(place: number, shown: number, side: number): { readonly from: number; readonly to: number } {
  const from = Math.floor((place * side) / shown);
  return { from, to: Math.max(from + 1, Math.ceil(((place + 1) * side) / shown)) };
}
