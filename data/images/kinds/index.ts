import type { DatasetSource, ImageSettings } from '../../../shared/dataset.ts';
import { invalid } from '../../invalid.ts';
import { type Archive, type ArchiveEntry, openZip } from '../archive/zip.ts';
import { classFolders } from './class-folders.ts';
import { idxName, isPartOfDataset, isPictureName, isTableName } from './file-names.ts';
import { idx } from './idx.ts';
import type { DescribedImages } from './image-set.ts';
import { npz } from './npz.ts';
import { pathTable } from './path-table.ts';

/** Opens an archive of images, or one picture, whatever way it is laid out. Throws SearchError InvalidDataset. */
export async function openImages(source: DatasetSource, settings: ImageSettings): Promise<DescribedImages> {
  if (/\.npz$/i.test(source.name)) return npz(source, settings);
  if (isPictureName(source.name)) return onePicture(source);
  return openArchive(await openZip(source));
}

async function openArchive(archive: Archive): Promise<DescribedImages> {
  const entries = archive.entries.filter(({ name }) => isPartOfDataset(name));
  const pictures = entries.filter(({ name }) => isPictureName(name));
  const arrays = entries.filter(({ name }) => idxName.test(name));
  if (pictures.length === 0 && arrays.length > 0) return idx(archive, arrays);
  if (pictures.length === 0) {
    throw invalid(
      'the archive has no images',
      { file: archive.file },
      'Pack PNG or JPEG images in a folder for each class, or with a table that names them',
    );
  }
  const tables = entries.filter(({ name }) => isTableName(name));
  return (await namedBy(archive, tables, pictures)) ?? classFolders(archive, pictures, passedOver(tables));
}

/** Images as the one table that names them says. */
async function namedBy(
  archive: Archive,
  tables: readonly ArchiveEntry[],
  pictures: readonly ArchiveEntry[],
): Promise<DescribedImages | undefined> {
  const found: { table: ArchiveEntry; images: DescribedImages }[] = [];
  for (const table of tables) {
    const others = tables.filter((other) => other !== table);
    const images = await pathTable(archive, table, pictures, passedOver(others));
    if (images !== undefined) found.push({ table, images });
  }
  if (found.length > 1) {
    throw invalid(
      `several tables name images: ${found
        .slice(0, 3)
        .map(({ table }) => table.name)
        .join(', ')}`,
      { file: archive.file },
      'Keep one, with all rows that are to be learnt from',
    );
  }
  return found[0]?.images;
}

const passedOver = (tables: readonly ArchiveEntry[]): string[] =>
  tables.map(({ name }) => `${name} names no images and is passed over.`);

/** A picture alone, in an archive of its own. */
async function onePicture(source: DatasetSource): Promise<DescribedImages> {
  const entry = { name: source.name, size: source.byteLength };
  const archive: Archive = {
    file: '.',
    entries: [entry],
    async read(_, most) {
      if (source.byteLength > most) {
        throw invalid(
          `the file has ${source.byteLength} bytes; the limit is ${most}`,
          { file: source.name },
          'Make it smaller',
        );
      }
      const bytes = new Uint8Array(source.byteLength);
      let at = 0;
      for await (const chunk of source.read()) {
        bytes.set(chunk, at);
        at += chunk.length;
      }
      return bytes;
    },
  };
  return classFolders(archive, [entry], []);
}
