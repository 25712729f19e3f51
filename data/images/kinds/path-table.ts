import { bytesSource } from '../../bytes-source.ts';
import { type Cell, cellText } from '../../cell.ts';
import { invalid } from '../../invalid.ts';
import { limits } from '../../limits.ts';
import { readTable } from '../../read-table.ts';
import type { Archive, ArchiveEntry } from '../archive/zip.ts';
import type { DescribedImages } from './image-set.ts';
import { type PictureFile, pictureSet } from './pictures.ts';

/** Cells of a table of paths, which is held whole. */
const mostCells = 20_000_000;

/** Share of a column's first values that must name images for it to be the column of paths. */
const mostly = 0.5;

/**
 * Pictures that a table in the archive names, a row each; undefined where no column of it does. Throws SearchError InvalidDataset
 * where the table cannot be read.
 */
export async function pathTable(
  archive: Archive,
  table: ArchiveEntry,
  pictures: readonly ArchiveEntry[],
  notes: readonly string[],
): Promise<DescribedImages | undefined> {
  const file = `${archive.file}/${table.name}`;
  const source = bytesSource(file, await archive.read(table, limits.arrayBytes));
  const find = pictureFinder(table, pictures);
  const rows: (readonly Cell[])[] = [];
  let shape: { columns: readonly string[]; headerRows: number; image: number } | undefined;
  for await (const { columns, headerRows, rows: some } of readTable(source)) {
    shape ??= { columns, headerRows, image: imageColumn(columns, some, find) };
    if (shape.image === -1) return undefined;
    for (const row of some) rows.push(row);
    if (rows.length * columns.length > mostCells) {
      throw invalid(
        `the table of images has more than ${mostCells} cells, which is the limit`,
        { file },
        'Leave columns out',
      );
    }
  }
  if (shape === undefined) return undefined;
  const { columns, headerRows, image } = shape;
  const files = rows.map((row): PictureFile => {
    const name = cellText(row[image] ?? null) ?? '';
    return find(name) ?? name;
  });
  const imageName = columns[image] ?? '';
  return {
    ...pictureSet(archive, files, notes),
    columns,
    image: imageName,
    label: columns.findLast((name) => name !== imageName),
    declared: {},
    headerRows,
    cells: (row) => rows[row] ?? [],
  };
}

type FindPicture = (name: string) => ArchiveEntry | undefined;

/** By the path from the table's folder, or from the archive's; by the file's name alone where only one file has it. */
function pictureFinder({ name }: ArchiveEntry, pictures: readonly ArchiveEntry[]): FindPicture {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const byPath = new Map(pictures.map((picture) => [picture.name, picture]));
  const byName = new Map<string, ArchiveEntry | undefined>();
  for (const picture of pictures) {
    const last = lastPart(picture.name);
    byName.set(last, byName.has(last) ? undefined : picture);
  }
  return (text) => {
    const path = text.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
    return byPath.get(`${folder}${path}`) ?? byPath.get(path) ?? byName.get(lastPart(path));
  };
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The column whose first values name the most images; −1 where most of none do. */
function imageColumn(columns: readonly string[], rows: readonly (readonly Cell[])[], find: FindPicture): number {
  const found = columns.map(
    (_, index) => rows.filter((row) => typeof row[index] === 'string' && find(row[index]) !== undefined).length,
  );
  const most = Math.max(...found);
  return most > mostly * rows.length ? found.indexOf(most) : -1;
}
