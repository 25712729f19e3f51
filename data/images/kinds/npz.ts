import type { DatasetSource, ImageSettings } from '../../../shared/dataset.ts';
import { invalid } from '../../invalid.ts';
import { limits } from '../../limits.ts';
import { type Archive, type ArchiveEntry, openZip } from '../archive/zip.ts';
import { parseShape } from '../shape.ts';
import { arraySet, type ImageArray } from './array-set.ts';
import type { DescribedImages } from './image-set.ts';
import { type NpyArray, readNpy } from './npy.ts';

const imageNames = new Set(['x', 'image', 'images', 'feature', 'features', 'data', 'pixels']);
const labelNames = new Set(['y', 'label', 'labels', 'target', 'targets', 'class', 'classes']);

/** Images and labels of one part of the dataset, such as train. */
interface Part {
  readonly images: ArchiveEntry;
  readonly labels: ArchiveEntry | undefined;
}

/**
 * NumPy's archive of arrays: x with y, images with labels, or the like; several pairs, such as x_train and x_test, are joined in
 * the order of their names. Throws SearchError InvalidDataset.
 */
export async function npz(source: DatasetSource, settings: ImageSettings): Promise<DescribedImages> {
  const archive = await openZip(source);
  const parts = partsOf(archive);
  const arrays: ImageArray[] = [];
  let pixels: 'bytes' | 'numbers' = 'bytes';
  let labelsAreClasses = true;
  for (const { images, labels } of parts) {
    const array = await readArray(archive, images);
    const given = labels === undefined ? undefined : await readLabels(archive, labels);
    if (!(array.values instanceof Uint8Array)) pixels = 'numbers';
    if (given?.isAmount === true) labelsAreClasses = false;
    arrays.push({
      ...imagesOf(array, `${source.name}/${images.name}`, settings),
      name: images.name,
      labels: given?.labels,
    });
  }
  return arraySet(source.name, arrays, { pixels, labelsAreClasses });
}

function partsOf(archive: Archive): Part[] {
  const parts = new Map<string, { images?: ArchiveEntry; labels?: ArchiveEntry }>();
  for (const entry of archive.entries) {
    const words = entry.name
      .replace(/\.npy$/i, '')
      .toLowerCase()
      .split(/[_\-.]/);
    const role = words.find((word) => imageNames.has(word) || labelNames.has(word));
    if (role === undefined) continue;
    const name = words.filter((word) => word !== role).join('_');
    const part = parts.get(name) ?? {};
    const key = imageNames.has(role) ? 'images' : 'labels';
    if (part[key] !== undefined) {
      throw invalid(
        `two arrays hold ${key}: ${part[key].name} and ${entry.name}`,
        { file: archive.file },
        'Leave one out',
      );
    }
    part[key] = entry;
    parts.set(name, part);
  }
  const sorted = [...parts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, part]) => part);
  const found = sorted.flatMap(({ images, labels }) => (images === undefined ? [] : [{ images, labels }]));
  if (found.length > 0) return found;
  const names = archive.entries.slice(0, 5).map(({ name }) => name.replace(/\.npy$/i, ''));
  throw invalid(
    `there is no array of images among ${names.join(', ')}`,
    { file: archive.file },
    'Name it x or images, and that of labels y or labels',
  );
}

const readArray = async (archive: Archive, entry: ArchiveEntry): Promise<NpyArray> =>
  readNpy(await archive.read(entry, limits.arrayBytes), `${archive.file}/${entry.name}`);

async function readLabels(
  archive: Archive,
  entry: ArchiveEntry,
): Promise<{ labels: NonNullable<ImageArray['labels']>; isAmount: boolean }> {
  const { dimensions, values, isWhole } = await readArray(archive, entry);
  const [, ...more] = dimensions;
  if (dimensions.length === 0 || more.some((side) => side !== 1)) {
    throw invalid(
      `the labels have the shape ${dimensions.join(' × ')}, and not one for each image`,
      { file: `${archive.file}/${entry.name}` },
      'Give the number of the class, not a vector: y.argmax(1)',
    );
  }
  return { labels: values, isAmount: values instanceof Float64Array && !isWhole };
}

/** Channels of pictures; an array whose second side is one of them, and whose last is not, has them first. */
const usualChannels = [1, 3, 4];

function imagesOf(
  { dimensions, values }: NpyArray,
  file: string,
  { shape }: ImageSettings,
): Omit<ImageArray, 'name' | 'labels'> {
  if (!(values instanceof Uint8Array) && !(values instanceof Float64Array)) {
    throw invalid('the images are texts', { file }, 'Save their pixels as numbers');
  }
  const [images = 0, height, width, channels = 1, ...more] = dimensions;
  const pixels = values instanceof Uint8Array ? values : Float32Array.from(values);
  if (height !== undefined && width === undefined) return { images, ...flatShape(height, shape, file), values: pixels };
  if (height === undefined || width === undefined || more.length > 0) {
    throw invalid(
      `the array has the shape ${dimensions.join(' × ')}, which is not that of images`,
      { file },
      'Save it as [images, height, width] or [images, height, width, channels]',
    );
  }
  if (dimensions.length === 4 && usualChannels.includes(height) && !usualChannels.includes(channels)) {
    throw invalid(
      `the array has the shape ${dimensions.join(' × ')}: its channels come first`,
      { file },
      'Put them last: numpy.moveaxis(x, 1, -1)',
    );
  }
  return { images, height, width, channels, values: pixels };
}

/** Images as rows of numbers have the shape that the settings say. */
function flatShape(
  length: number,
  shape: string | undefined,
  file: string,
): { height: number; width: number; channels: number } {
  const place = { file };
  const wayOut = 'Give their shape in "images.shape" (--image-shape), such as 28x28';
  if (shape === undefined) throw invalid(`the images are rows of ${length} numbers`, place, wayOut);
  const { height, width, channels = 1 } = parseShape(shape);
  if (height * width * channels === length) return { height, width, channels };
  throw invalid(`the images are rows of ${length} numbers, which are not ${shape}`, place, wayOut);
}
