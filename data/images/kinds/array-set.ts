import type { ImagePreprocessing } from '../../../shared/preprocessing.ts';
import type { Cell } from '../../cell.ts';
import { invalid } from '../../invalid.ts';
import type { PictureSize } from '../picture.ts';
import { type DescribedImages, fileColumn, labelColumn, type ReadImage } from './image-set.ts';

/** Images of one array, row-major [images, height, width, channels], with their labels where there are any. */
export interface ImageArray extends PictureSize {
  /** For messages, and to name its images by. */
  readonly name: string;
  readonly images: number;
  readonly channels: number;
  readonly values: Uint8Array | Float32Array;
  readonly labels: readonly Cell[] | Uint8Array | Float64Array | undefined;
}

/** Arrays one after the other, an image a row. Throws SearchError InvalidDataset where they do not fit each other. */
export function arraySet(
  file: string,
  arrays: readonly ImageArray[],
  { pixels, labelsAreClasses }: { readonly pixels: ImagePreprocessing['pixels']; readonly labelsAreClasses: boolean },
): DescribedImages {
  const [first] = arrays;
  if (first === undefined) throw new RangeError('no array');
  for (const array of arrays) checkArray(file, array, first);
  const starts = startsOf(arrays);
  const rows = arrays.reduce((sum, { images }) => sum + images, 0);
  const labelled = arrays.every(({ labels }) => labels !== undefined);
  const find = (row: number): { array: ImageArray; index: number } => {
    const at = starts.findLastIndex((start) => start <= row);
    return { array: arrays[at] ?? first, index: row - (starts[at] ?? 0) };
  };
  const { height, width, channels } = first;
  const size = height * width * channels;
  return {
    file,
    pixels,
    rows,
    notes: [],
    columns: labelled ? [fileColumn, labelColumn] : [fileColumn],
    image: fileColumn,
    label: labelled ? labelColumn : undefined,
    declared: labelsAreClasses ? { [labelColumn]: 'category' } : {},
    headerRows: 0,
    cells: (row) => {
      const { array, index } = find(row);
      const name = `${array.name}[${index}]`;
      return labelled ? [name, array.labels?.[index] ?? null] : [name];
    },
    async *sizes() {
      yield { size: { height, width } };
    },
    async *read(wanted): AsyncGenerator<ReadImage> {
      for (const row of wanted) {
        const { array, index } = find(row);
        const values = array.values.subarray(index * size, (index + 1) * size);
        yield { row, picture: { height, width, channels, values } };
      }
    },
  };
}

function startsOf(arrays: readonly ImageArray[]): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const { images } of arrays) {
    starts.push(at);
    at += images;
  }
  return starts;
}

function checkArray(file: string, array: ImageArray, first: ImageArray): void {
  const place = { file: `${file}/${array.name}` };
  if (array.labels !== undefined && array.labels.length !== array.images) {
    throw invalid(
      `there are ${array.images} images and ${array.labels.length} labels`,
      place,
      'Give one label for each image',
    );
  }
  const [one, other] = [array, first].map(({ height, width, channels }) => `${height} × ${width} × ${channels}`);
  if (one !== other) {
    throw invalid(
      `its images are of ${one}, and those of ${first.name} of ${other}`,
      place,
      'Pack arrays of one shape',
    );
  }
}
