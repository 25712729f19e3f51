import type { ImageSettings } from '../../shared/dataset.ts';
import { invalid } from '../invalid.ts';
import { ending } from './broken-images.ts';
import type { ImageSet } from './kinds/image-set.ts';
import type { PictureSize } from './picture.ts';
import { parseShape } from './shape.ts';

/** What images are brought to; without channels, they are as the images are. */
export type WantedShape = PictureSize & { readonly channels?: number };

/** The largest side at which images that are all of one size stay as they are. */
const largestOwn = 64;
/**
 * The longer side of other images, such as photographs: what a network costs grows with the area, and at CIFAR's size objects
 * are told apart well. Who wants more says so.
 */
const usualSide = 32;

/**
 * The shape from the settings; else the images' own where all have one and it is small; else the proportions of the median
 * height and width. Throws SearchError InvalidDataset where an image cannot be read and none may be left out.
 */
export async function chooseShape(images: ImageSet, { shape, broken }: ImageSettings): Promise<WantedShape> {
  if (shape !== undefined) return parseShape(shape);
  const heights: number[] = [];
  const widths: number[] = [];
  for await (const measured of images.sizes()) {
    if (measured.broken !== undefined) {
      if (broken === 'fail') throw ending(measured.broken);
      continue;
    }
    heights.push(measured.size.height);
    widths.push(measured.size.width);
  }
  const size = { height: median(heights), width: median(widths) };
  if (size.height === 0) throw invalid('no image can be read', { file: images.file });
  const longest = Math.max(size.height, size.width);
  const allAlike = heights.every((height) => height === size.height) && widths.every((width) => width === size.width);
  if (longest <= (allAlike ? largestOwn : usualSide)) return size;
  const scaled = (side: number): number => Math.max(1, Math.round((side * usualSide) / longest));
  return { height: scaled(size.height), width: scaled(size.width) };
}

/** The lower of two middle ones, so that it is one of them; 0 of none. */
const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? 0;
