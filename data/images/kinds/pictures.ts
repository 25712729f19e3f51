import { SearchError } from '../../../shared/errors.ts';
import { invalid } from '../../invalid.ts';
import { limits } from '../../limits.ts';
import type { Archive, ArchiveEntry } from '../archive/zip.ts';
import { decodePicture, measurePicture } from '../codecs/index.ts';
import type { ImageSet, MeasuredImage, ReadImage } from './image-set.ts';

/** What a row's image is: a file of the archive, or a name that none has. */
export type PictureFile = ArchiveEntry | string;

/** Pictures in an archive, one a row. */
export function pictureSet(archive: Archive, files: readonly PictureFile[], notes: readonly string[]): ImageSet {
  const { file } = archive;
  const places = new Map(archive.entries.map((entry, place) => [entry, place]));
  const placeOf = (row: number): number => {
    const picture = files[row];
    return typeof picture === 'object' ? (places.get(picture) ?? 0) : -1;
  };
  const inOrder = (rows: Int32Array): Int32Array => rows.toSorted((one, other) => placeOf(one) - placeOf(other));

  async function use<T>(row: number, work: (bytes: Uint8Array, name: string) => T): Promise<T | SearchError> {
    const entry = files[row];
    if (typeof entry !== 'object') {
      return invalid(
        'there is no such image',
        { file: `${file}/${entry ?? ''}` },
        'Add it, or correct its name in the table',
      );
    }
    try {
      return work(await archive.read(entry, limits.imageBytes), `${file}/${entry.name}`);
    } catch (error) {
      if (error instanceof SearchError && error.name === 'InvalidDataset') return error;
      throw error;
    }
  }

  return {
    file,
    pixels: 'bytes',
    rows: files.length,
    notes,
    async *sizes(): AsyncGenerator<MeasuredImage> {
      for (const row of inOrder(Int32Array.from(files.keys()))) {
        const size = await use(row, measurePicture);
        yield size instanceof SearchError ? { broken: size } : { size };
      }
    },
    async *read(rows): AsyncGenerator<ReadImage> {
      for (const row of inOrder(rows)) {
        const picture = await use(row, decodePicture);
        yield picture instanceof SearchError ? { row, broken: picture } : { row, picture };
      }
    },
  };
}
