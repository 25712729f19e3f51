import type { Picture } from '../picture.ts';

/** Exif's: 1 is upright, 2 mirrored, 3 turned by 180°, 4 mirrored upside down, 5 transposed, 6 to be turned right, 7, 8 left. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Whether height and width change places. */
export const turnsSides = (orientation: Orientation): boolean => orientation >= 5;

/** The picture upright. */
export function oriented(picture: Picture, orientation: Orientation): Picture {
  if (orientation === 1) return picture;
  const { channels, values } = picture;
  const turned = turnsSides(orientation);
  const [height, width] = turned ? [picture.width, picture.height] : [picture.height, picture.width];
  const lastRow = picture.height - 1;
  const lastColumn = picture.width - 1;
  const rowsFromEnd = [3, 4, 6, 7].includes(orientation);
  const columnsFromEnd = [2, 3, 7, 8].includes(orientation);
  const out = values.slice();
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [y, x] = turned ? [column, row] : [row, column];
      const from = ((rowsFromEnd ? lastRow - y : y) * picture.width + (columnsFromEnd ? lastColumn - x : x)) * channels;
      for (let channel = 0; channel < channels; channel++) out[to++] = values[from + channel] ?? 0;
    }
  }
  return { height, width, channels, values: out };
}
