const readable = /\.(png|jpe?g)$/i;
const otherPictures = /\.(gif|bmp|webp|tiff?|heic|heif|avif|jxl|jp2|ppm|pgm)$/i;

/** Whether the name is a picture's, of a format that can be read or not: who packs photographs is told of those that cannot. */
export const isPictureName = (name: string): boolean => readable.test(name) || otherPictures.test(name);

/** Whether the name is that of an archive, which holds images. */
export const isImageArchive = (name: string): boolean => /\.(zip|npz)$/i.test(name);

/** Whether the file holds images, whatever the settings say. */
export const holdsImages = (name: string): boolean => isImageArchive(name) || isPictureName(name);

/** IDX, as MNIST's files are named: images with three or four dimensions, labels with one. */
export const idxName = /[-.]idx([134])-ubyte(\.gz)?$/i;

const tableName = /\.((csv|tsv|tab|jsonl|ndjson)(\.gz)?|parquet)$/i;

/** Whether the name is that of a table. */
export const isTableName = (name: string): boolean => tableName.test(name);

/** Whether the file holds images: a picture, or an array of them. */
export const isPictures = (name: string): boolean => isPictureName(name) || idxName.test(name);

/** What systems leave behind, whatever folder it is in. */
const isHidden = (name: string): boolean =>
  name.split('/').some((part) => part === '__MACOSX' || (part.startsWith('.') && part !== '.' && part !== '..'));

/** Whether the file, by its path, belongs to a dataset of images: pictures, arrays of them, tables that name them. */
export const isPartOfDataset = (name: string): boolean => !isHidden(name) && (isPictures(name) || isTableName(name));
