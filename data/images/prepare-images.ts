import type { DatasetSource, PreparedDataset, PrepareSettings } from '../../shared/dataset.ts';
import { contentHash } from '../../shared/hash.ts';
import type { ImagePreprocessing } from '../../shared/preprocessing.ts';
import { fitOutputs } from '../fit/fit-outputs.ts';
import { batchRows, type RowBatch } from '../formats/format.ts';
import { hashImages } from '../hash-content.ts';
import { invalid } from '../invalid.ts';
import { planColumns } from '../plan-columns.ts';
import { preparedRows } from '../prepared-rows.ts';
import { readBatches, type StoredTable } from '../read-columns.ts';
import { splitTable } from '../split-table.ts';
import { takeRows } from '../take-rows.ts';
import { findTarget, understandTarget } from '../target.ts';
import { chooseShape } from './choose-shape.ts';
import { describeImages, describePixels } from './describe-images.ts';
import { encodePixels, fitChannels } from './encode-pixels.ts';
import { holdsImages } from './kinds/file-names.ts';
import type { DescribedImages, ImageSet } from './kinds/image-set.ts';
import { openImages } from './kinds/index.ts';
import { pixelTable } from './kinds/pixel-table.ts';
import { readPixels } from './read-pixels.ts';

/** Images with all that is known of them, ready to be read. */
interface OpenedImages {
  readonly images: ImageSet;
  readonly table: StoredTable;
  readonly target: string;
  /** The column that is the image, or the columns that are its pixels. */
  readonly image: string | readonly string[];
}

/**
 * Reads images, brings them to one shape and divides them. They are held as they were decoded; each channel's mean and scale are fitted when a
 * fold is asked for, on its training rows. Throws SearchError InvalidDataset, or InvalidSpec where the settings contradict the data.
 */
export async function prepareImages(source: DatasetSource, settings: PrepareSettings): Promise<PreparedDataset> {
  const { images, table: whole, target: targetName, image } = await openLabelled(source, settings);
  const pixels = await readPixels(images, await chooseShape(images, settings.images), settings.images);
  const table = takeRows(whole, pixels.rows);
  const target = understandTarget(table, targetName, settings);
  const division = splitTable(table, target, settings);
  const [height, width, channels] = pixels.shape;
  const size = height * width * channels;
  const isTable = typeof image !== 'string';

  const fit = (rows: Int32Array): ImagePreprocessing => ({
    ...fitOutputs(target, rows),
    kind: 'images',
    featureShape: [...pixels.shape],
    pixels: images.pixels,
    ...(isTable ? { columns: [...image] } : {}),
    ...fitChannels(pixels.values, rows, size, channels),
  });

  return preparedRows({
    target,
    division,
    fit,
    write: (preprocessing: ImagePreprocessing, rows) => encodePixels(pixels.values, rows, size, preprocessing),
    rowNumber: (row) => pixels.rows[row] ?? 0,
    describe: ({ version }) => ({
      name: source.name,
      kind: 'images',
      hash: contentHash({ content: hashImages(pixels, target, division), kind: 'images', preprocessing: version }),
      columns: isTable ? describePixels(table, image, target) : describeImages(table, image, channels, target),
      notes: [...images.notes, ...pixels.notes, ...target.notes, ...division.notes],
    }),
  });
}

async function openLabelled(source: DatasetSource, settings: PrepareSettings): Promise<OpenedImages> {
  if (!holdsImages(source.name)) {
    const { pixelColumns, ...opened } = await pixelTable(source, settings);
    return { ...opened, image: pixelColumns };
  }
  const images = await openImages(source, settings.images);
  if (images.label === undefined) {
    throw invalid(
      'nothing says what the images show',
      { file: source.name },
      'Put them into a folder for each class, or add a table with a column of their paths and one of what they show',
    );
  }
  const known = {
    ...settings,
    target: settings.target ?? images.label,
    columns: { ...images.declared, ...settings.columns },
  };
  const file = source.name;
  const table = await readBatches(
    file,
    () => batchesOf(images),
    (names) => {
      const { declared, unbounded } = planColumns(names, known, file);
      // Paths are not learned from, and need not be held.
      return { unbounded, declared: new Map([...declared, [images.image, 'drop']]) };
    },
  );
  return { images, table, target: findTarget(known, table.names, file), image: images.image };
}

async function* batchesOf(images: DescribedImages): AsyncGenerator<RowBatch> {
  const { columns, headerRows, rows } = images;
  const most = batchRows(columns.length);
  for (let firstRow = 0; firstRow < rows; firstRow += most) {
    const length = Math.min(most, rows - firstRow);
    yield { columns, headerRows, firstRow, rows: Array.from({ length }, (_, at) => images.cells(firstRow + at)) };
  }
}
