import { gunzipSync } from 'node:zlib';
import { sizeOf } from '../../../shared/layers.ts';
import { invalid } from '../../invalid.ts';
import { limits } from '../../limits.ts';
import type { Archive, ArchiveEntry } from '../archive/zip.ts';
import { arraySet, type ImageArray } from './array-set.ts';
import { idxName } from './file-names.ts';
import type { DescribedImages } from './image-set.ts';

/** Dimensions and bytes of one file. */
interface IdxArray {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array;
}

/**
 * IDX (yann.lecun.com/exdb/mnist): files of images, each with one of labels; several pairs, such as train and t10k, are joined
 * in the order of their names. Throws SearchError InvalidDataset where a file has no partner, or is none of the format.
 */
export async function idx(archive: Archive, files: readonly ArchiveEntry[]): Promise<DescribedImages> {
  const arrays: ImageArray[] = [];
  for (const { images, labels } of pairsOf(archive.file, files)) {
    const { dimensions, values } = await readIdx(archive, images);
    const { dimensions: counts, values: classes } = await readIdx(archive, labels);
    if (counts.length !== 1) throw notOf(archive, labels, 'labels', counts);
    const [count = 0, height, width, channels = 1] = dimensions;
    if (height === undefined || width === undefined) throw notOf(archive, images, 'images', dimensions);
    arrays.push({ name: images.name, images: count, height, width, channels, values, labels: classes });
  }
  return arraySet(archive.file, arrays, { pixels: 'bytes', labelsAreClasses: true });
}

const notOf = ({ file }: Archive, { name }: ArchiveEntry, what: string, dimensions: readonly number[]): Error =>
  invalid(
    `the file has ${dimensions.length} ${dimensions.length === 1 ? 'dimension' : 'dimensions'}, which are not those of ${what}`,
    { file: `${file}/${name}` },
    'Name images …-idx3-ubyte and labels …-idx1-ubyte',
  );

interface Pair {
  readonly images: ArchiveEntry;
  readonly labels: ArchiveEntry;
}

function pairsOf(file: string, files: readonly ArchiveEntry[]): Pair[] {
  const isLabels = ({ name }: ArchiveEntry): boolean => idxName.exec(name)?.[1] === '1';
  const labels = files.filter(isLabels);
  const images = files.filter((entry) => !isLabels(entry)).sort((one, other) => (one.name < other.name ? -1 : 1));
  const [onlyLabels] = labels;
  // Where there is one of each, they belong together whatever their names are.
  const alone = images.length === 1 && labels.length === 1 ? onlyLabels : undefined;
  const pairs = images.map((each) => {
    const partner = alone ?? labels.find((other) => stem(other.name) === stem(each.name));
    if (partner === undefined) throw withoutPartner(file, each, 'labels');
    return { images: each, labels: partner };
  });
  const stray = labels.find((each) => !pairs.some(({ labels }) => labels === each));
  if (stray !== undefined) throw withoutPartner(file, stray, 'images');
  return pairs;
}

/** What the names of a pair have in common: train-images-idx3-ubyte and train-labels-idx1-ubyte.gz both are of `train`. */
const stem = (name: string): string =>
  name
    .toLowerCase()
    .replace(idxName, '')
    .replace(/[-._]?(images?|labels?)/, '');

const withoutPartner = (file: string, { name }: ArchiveEntry, missing: string): Error =>
  invalid(
    `there is no file of ${missing} for it`,
    { file: `${file}/${name}` },
    `Add it, named alike: ${missing === 'labels' ? 'train-labels-idx1-ubyte' : 'train-images-idx3-ubyte'} for the part "train"`,
  );

/** Type of the numbers, as the third byte of the magic number says: unsigned bytes. */
const unsignedByte = 8;

async function readIdx(archive: Archive, entry: ArchiveEntry): Promise<IdxArray> {
  const file = `${archive.file}/${entry.name}`;
  const packed = await archive.read(entry, limits.arrayBytes);
  const bytes = entry.name.toLowerCase().endsWith('.gz') ? gunzipped(packed, file) : packed;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const broken = (why: string): Error => invalid(`not readable as IDX: ${why}`, { file }, 'Copy the file again');
  if (bytes.length < 4 || view.getUint16(0) !== 0) throw broken('its first bytes are not 0');
  if (view.getUint8(2) !== unsignedByte) throw broken('its numbers are not unsigned bytes');
  const count = view.getUint8(3);
  const start = 4 + 4 * count;
  if (count === 0 || count > 4 || bytes.length < start) throw broken(`${count} dimensions`);
  const dimensions = Array.from({ length: count }, (_, at) => view.getUint32(4 + 4 * at));
  const size = sizeOf(dimensions);
  if (bytes.length - start !== size) {
    throw broken(`it has ${bytes.length - start} bytes for ${dimensions.join(' × ')}`);
  }
  return { dimensions, values: bytes.slice(start) };
}

function gunzipped(packed: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(packed, { maxOutputLength: limits.arrayBytes });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalid(`not readable as gzip: ${why}`, { file }, 'Copy or compress the file again', cause);
  }
}
