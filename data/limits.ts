/** What a dataset may be at most; each is refused with its number and a way out. */
export const limits = {
  rows: 10_000_000,
  columns: 5_000,
  /** Letters of one field. */
  fieldLength: 1_000_000,
  /** Bytes of one row: a quote that is never closed makes the rest of the file one field. */
  rowBytes: 16_000_000,
  /** Features after encoding: a category makes up to 51. */
  features: 20_000,
  /** Rows × columns as they are held, 8 bytes each, and rows × features as they are trained on, 4 bytes each. */
  cells: 500_000_000,
  featureCells: 500_000_000,
  /** Different texts of one column that are told apart. */
  distinctTexts: 100_000,
  /** Letters of one column's different texts in sum. */
  textLetters: 500_000_000,
  classes: 1_000,
  /** Uncompressed bytes of one Parquet row group, which is decoded as a whole. */
  rowGroupBytes: 1_000_000_000,
  /** Pixels of one image as it is stored: a decoder holds some 20 bytes for each. */
  imagePixels: 50_000_000,
  /** Pixels × channels of one image as it is trained on. */
  imageFeatures: 200_000,
  /** Bytes of one image's file. */
  imageBytes: 100_000_000,
  /** Bytes of an array of images, unpacked. */
  arrayBytes: 1_000_000_000,
  /** Files in an archive, and their bytes in sum, unpacked. */
  archiveEntries: 1_000_000,
  archiveBytes: 50_000_000_000,
  /** Bytes of a folder that is packed: what an archive can place with 32 bits. */
  folderBytes: 4_000_000_000,
} as const;

/** Rows fewer than this cannot be divided into training, validation and test. */
export const leastRows = 10;
