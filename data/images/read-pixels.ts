import type { ImageSettings } from '../../shared/dataset.ts';
import type { SearchError } from '../../shared/errors.ts';
import { sizeOf } from '../../shared/layers.ts';
import { invalid } from '../invalid.ts';
import { limits } from '../limits.ts';
import { ending, leftOutNotes } from './broken-images.ts';
import type { WantedShape } from './choose-shape.ts';
import type { ImageSet } from './kinds/image-set.ts';
import { isGrey, type Picture, withChannels } from './picture.ts';
import { resized } from './resize.ts';

/** All images of a dataset in one array. */
export interface Pixels {
  /** Row-major [images, ...shape]. */
  readonly values: Uint8Array | Float32Array;
  /** [height, width, channels] */
  readonly shape: readonly [number, number, number];
  /** Rows of the dataset that the images are, increasing: all but those that cannot be read. */
  readonly rows: Int32Array;
  readonly notes: readonly string[];
}

/**
 * Reads all images once, each resized as it comes, so that no more than one is in memory as it was. Where the shape does not
 * say so, they are grey as long as no image shows a color. Throws SearchError InvalidDataset.
 */
export async function readPixels(images: ImageSet, wanted: WantedShape, { broken }: ImageSettings): Promise<Pixels> {
  const { height, width } = wanted;
  let channels = wanted.channels ?? 1;
  checkSize(images, [height, width, channels]);
  let values: Uint8Array | Float32Array = new Uint8Array(0);
  const left: { row: number; why: SearchError }[] = [];
  for await (const read of images.read(Int32Array.from({ length: images.rows }, (_, row) => row))) {
    if (read.broken !== undefined) {
      if (broken === 'fail') throw ending(read.broken);
      left.push({ row: read.row, why: read.broken });
      continue;
    }
    const picture = fitted(read.picture, wanted, images.file);
    if (picture.channels > channels && wanted.channels === undefined) {
      checkSize(images, [height, width, picture.channels]);
      values = repeated(values, picture.channels / channels);
      channels = picture.channels;
    }
    const size = height * width * channels;
    if (values.length === 0) {
      values =
        picture.values instanceof Uint8Array
          ? new Uint8Array(images.rows * size)
          : new Float32Array(images.rows * size);
    }
    values.set(withChannels(picture, channels).values, read.row * size);
  }
  const lost = new Set(left.map(({ row }) => row));
  const rows = Int32Array.from({ length: images.rows }, (_, row) => row).filter((row) => !lost.has(row));
  if (rows.length === 0) throw left[0]?.why ?? invalid('there are no images', { file: images.file });
  const shape = [height, width, channels] as const;
  return {
    values: without(values, rows, height * width * channels),
    shape,
    rows,
    notes: leftOutNotes(left.map(({ why }) => why)),
  };
}

/** In the size, and grey where no color is to be seen and none is asked for. */
function fitted(picture: Picture, wanted: WantedShape, file: string): Picture {
  const { channels } = wanted;
  if (channels !== undefined && picture.channels !== channels && ![1, 3].includes(picture.channels)) {
    throw invalid(
      `the images have ${picture.channels} channels, and ${channels} are asked for`,
      { file },
      'Leave the channels out of "images.shape"',
    );
  }
  const small = resized(picture, wanted);
  return channels === undefined && small.channels === 3 && isGrey(small) ? withChannels(small, 1) : small;
}

/** The first images were grey, and a colored one came: what was 1 channel is `times` equal ones. */
function repeated(values: Uint8Array | Float32Array, times: number): Uint8Array | Float32Array {
  return withChannels({ height: 1, width: values.length, channels: 1, values }, times).values;
}

/** The rows that are there, moved together. */
function without(values: Uint8Array | Float32Array, rows: Int32Array, size: number): Uint8Array | Float32Array {
  rows.forEach((row, at) => {
    if (row !== at) values.copyWithin(at * size, row * size, (row + 1) * size);
  });
  return values.subarray(0, rows.length * size);
}

function checkSize({ file, rows }: ImageSet, shape: readonly number[]): void {
  const size = sizeOf(shape);
  const wayOut = 'Give a smaller shape in "images.shape" (--image-shape), such as 32x32';
  if (size > limits.imageFeatures) {
    throw invalid(
      `images of ${shape.join(' × ')} have ${size} numbers; the limit is ${limits.imageFeatures}`,
      { file },
      wayOut,
    );
  }
  if (size * rows > limits.featureCells) {
    throw invalid(
      `${rows} images of ${shape.join(' × ')} are more than ${limits.featureCells} numbers, which is the limit`,
      { file },
      wayOut,
    );
  }
}
