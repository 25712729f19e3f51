import type { Archive, ArchiveEntry } from '../archive/zip.ts';
import { type DescribedImages, fileColumn, labelColumn } from './image-set.ts';
import { pictureSet } from './pictures.ts';

/** Parts that others have divided a dataset into: they are joined, and divided anew. */
const partNames = new Set(['train', 'training', 'test', 'testing', 'val', 'valid', 'validation']);

/**
 * Pictures in folders that are their classes, `<class>/…/<file>`. One folder around all is passed over, and so are the parts
 * train, test and validation. Without folders nothing is known of what they show.
 */
export function classFolders(
  archive: Archive,
  pictures: readonly ArchiveEntry[],
  notes: readonly string[],
): DescribedImages {
  const folders = foldersOf(pictures);
  const labelled = folders.every((path) => path.length > 0);
  const columns = labelled ? [fileColumn, labelColumn] : [fileColumn];
  return {
    ...pictureSet(archive, pictures, notes),
    columns,
    image: fileColumn,
    label: labelled ? labelColumn : undefined,
    declared: { [labelColumn]: 'category' },
    headerRows: 0,
    cells: (row) => {
      const name = pictures[row]?.name ?? '';
      return labelled ? [name, folders[row]?.[0] ?? ''] : [name];
    },
  };
}

/** The folders of each file from its class on; none where it is in no folder. */
function foldersOf(pictures: readonly ArchiveEntry[]): string[][] {
  let paths = pictures.map(({ name }) => name.split('/').slice(0, -1));
  // A folder around all is no class, as long as there are others in it.
  while (isOneFolder(paths) && paths.every((path) => path.length > 1)) paths = paths.map((path) => path.slice(1));
  const areParts = paths.every(([part = '', ...rest]) => partNames.has(part.toLowerCase()) && rest.length > 0);
  return areParts ? paths.map((path) => path.slice(1)) : paths;
}

const isOneFolder = (paths: readonly string[][]): boolean => paths.every((path) => path[0] === paths[0]?.[0]);
