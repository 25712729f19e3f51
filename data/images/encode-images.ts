import type { DatasetSource } from '../../shared/dataset.ts';
import { sizeOf } from '../../shared/layers.ts';
import type { ImagePreprocessing } from '../../shared/preprocessing.ts';
import type { FeatureBatch } from '../feature-batch.ts';
import { invalid } from '../invalid.ts';
import { encodePixels } from './encode-pixels.ts';
import { type DescribedImages, labelColumn } from './kinds/image-set.ts';
import { openImages } from './kinds/index.ts';
import { withChannels } from './picture.ts';
import { resized } from './resize.ts';

/** Numbers of one batch of features. */
const batchFeatures = 2_000_000;
const mostRows = 1024;

/**
 * All images as the preprocessing makes features of them, a batch at a time; what they show is told where it is known and one
 * of the model's classes. Throws SearchError InvalidDataset where an image cannot be read.
 */
export async function* encodeImages(
  source: DatasetSource,
  preprocessing: ImagePreprocessing,
): AsyncGenerator<FeatureBatch> {
  const images = await openFor(source, preprocessing);
  const { target, classes } = preprocessing;
  const { columns, label } = images;
  const at = columns.indexOf(label ?? '');
  // Folders need not be classes: a folder of new images has some name too.
  const isLabel = label !== labelColumn || knowsLabel(images, at, classes);
  const kept = columns.flatMap((name, index) => (index === at && !isLabel ? [] : [{ name, index }]));
  const names = kept.map(({ name }) => (name === labelColumn && name === label ? target : name));
  const size = sizeOf(preprocessing.featureShape);
  const batch = Math.max(1, Math.min(mostRows, Math.floor(batchFeatures / size)));
  for (let first = 0; first < images.rows; first += batch) {
    const numbers = Int32Array.from({ length: Math.min(batch, images.rows - first) }, (_, row) => first + row);
    yield {
      columns: names,
      rows: Array.from(numbers, (row) => kept.map(({ index }) => images.cells(row)[index] ?? null)),
      features: await featuresOf(images, preprocessing, numbers),
    };
  }
}

/** Features of the images with these row numbers, in their order. Throws SearchError InvalidDataset where one cannot be read. */
export async function encodeImageRows(
  source: DatasetSource,
  preprocessing: ImagePreprocessing,
  rowNumbers: Int32Array,
): Promise<Float32Array> {
  return featuresOf(await openFor(source, preprocessing), preprocessing, rowNumbers);
}

async function openFor(source: DatasetSource, { pixels, featureShape }: ImagePreprocessing): Promise<DescribedImages> {
  const images = await openImages(source, { shape: featureShape.join('x'), broken: 'fail' });
  if (images.pixels === pixels) return images;
  throw invalid(
    pixels === 'bytes'
      ? 'the model knows pictures, whose pixels are 0 to 255, and these are other numbers'
      : 'the model knows images as numbers of a table or an array, and these are pictures',
    { file: source.name },
    'Give images as the search had them',
  );
}

function knowsLabel(images: DescribedImages, at: number, classes: readonly string[]): boolean {
  const known = new Set(classes);
  for (let row = 0; row < images.rows; row++) if (known.has(String(images.cells(row)[at]))) return true;
  return classes.length === 0;
}

async function featuresOf(
  images: DescribedImages,
  preprocessing: ImagePreprocessing,
  rowNumbers: Int32Array,
): Promise<Float32Array> {
  const [height = 1, width = 1, channels = 1] = preprocessing.featureShape;
  const size = height * width * channels;
  const places = new Map(Array.from(rowNumbers, (row, place) => [row, place]));
  const features = new Float32Array(rowNumbers.length * size);
  for await (const { row, picture, broken } of readAll(images, rowNumbers)) {
    if (broken !== undefined) throw broken;
    if (picture.channels !== channels && ![1, 3].includes(picture.channels)) {
      throw invalid(`the images have ${picture.channels} channels, and the model takes ${channels}`, {
        file: images.file,
      });
    }
    const { values } = withChannels(resized(picture, { height, width }), channels);
    features.set(encodePixels(values, Int32Array.of(0), size, preprocessing), (places.get(row) ?? 0) * size);
  }
  return features;
}

async function* readAll(images: DescribedImages, rows: Int32Array) {
  const missing = rows.find((row) => row >= images.rows);
  if (missing !== undefined) throw invalid(`there is no image ${missing}`, { file: images.file });
  yield* images.read(rows);
}
