import type { ColumnType } from '../../../shared/dataset.ts';
import type { SearchError } from '../../../shared/errors.ts';
import type { ImagePreprocessing } from '../../../shared/preprocessing.ts';
import type { Cell } from '../../cell.ts';
import type { Picture, PictureSize } from '../picture.ts';

/** The image of a row, or why it cannot be read. */
export type ReadImage =
  | { readonly row: number; readonly picture: Picture; readonly broken?: undefined }
  | { readonly row: number; readonly broken: SearchError; readonly picture?: undefined };

/** The size of a row's image, or why it cannot be told. */
export type MeasuredImage =
  | { readonly size: PictureSize; readonly broken?: undefined }
  | { readonly broken: SearchError };

/** The images of a dataset, one a row, whatever they are stored as. */
export interface ImageSet {
  /** The dataset's name, for messages. */
  readonly file: string;
  readonly pixels: ImagePreprocessing['pixels'];
  readonly rows: number;
  /** Things a person should know, in words. */
  readonly notes: readonly string[];
  /** What the sizes are, without decoding; of arrays, the one that all have. */
  sizes(): AsyncIterable<MeasuredImage>;
  /** The images of the rows, in the order in which they lie. */
  read(rows: Int32Array): AsyncIterable<ReadImage>;
}

/** Images with what is known of each beside it. */
export interface DescribedImages extends ImageSet {
  /** Names of what is known; the image is the column `image`. */
  readonly columns: readonly string[];
  readonly image: string;
  /** The column that holds what is to be learnt, where nobody says otherwise; none where nothing is known of it. */
  readonly label: string | undefined;
  /** Types of columns that are known to be so. */
  readonly declared: Readonly<Record<string, ColumnType>>;
  /** Rows of a file above the first one, for messages. */
  readonly headerRows: number;
  cells(row: number): readonly Cell[];
}

/** Where images have no table that names it, what they show is called so. */
export const labelColumn = 'label';
export const fileColumn = 'file';
