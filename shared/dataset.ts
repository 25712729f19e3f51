import { z } from 'zod';
import type { Preprocessing } from './preprocessing.ts';
import { taskSchema } from './task.ts';
import type { TrainingData } from './trainer.ts';

/** A dataset's bytes, wherever they lie: streamed from start to end, or a part of them (Parquet reads its footer first). */
export interface DatasetSource {
  /** The file's name with its extensions, for messages and for finding the format. */
  readonly name: string;
  readonly byteLength: number;
  /** The bytes from `start` up to, not including, `end`; all of them by default. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>;
}

/** What one row of a dataset is. */
const dataKindSchema = z.enum(['table', 'images', 'series', 'sequences', 'text']);

export const columnTypeSchema = z.enum(['number', 'category', 'date', 'boolean', 'drop']);
/** What a column holds; `drop` leaves it out. */
export type ColumnType = z.infer<typeof columnTypeSchema>;

/** Files that are pictures cannot be declared: they are found. Texts are named in `text`. */
const describedTypeSchema = z.enum([...columnTypeSchema.options, 'image', 'text']);

/** One column of the dataset, as it was understood. */
export const columnDescriptionSchema = z.object({
  name: z.string(),
  type: describedTypeSchema,
  /** Why it is left out, in words: "identifier: every value differs". */
  dropped: z.string().optional(),
  missing: z.int(),
  /** Names of the features made of it, in order; none when dropped or the target. */
  features: z.array(z.string()),
});

export type ColumnDescription = z.infer<typeof columnDescriptionSchema>;

/** What preparation found out, written to data/dataset.json and shown in the report. */
export const datasetDescriptionSchema = z.object({
  name: z.string(),
  /** Content hash of the prepared data: part of every trial's id. */
  hash: z.string(),
  rows: z.int(),
  kind: dataKindSchema,
  task: taskSchema,
  target: z.string(),
  /** Class labels in index order; empty for regression. */
  classes: z.array(z.string()),
  /** Rows of each class over the whole dataset. */
  classCounts: z.array(z.int()),
  columns: z.array(columnDescriptionSchema),
  featureShape: z.array(z.int()),
  /** Of a series: the steps that are forecast. */
  horizon: z.int().optional(),
  /** Of text: how many tokens there are, padding among them. */
  vocabulary: z.int().min(1).optional(),
  folds: z.int().min(1),
  trainingRows: z.int(),
  validationRows: z.int(),
  sealedRows: z.int(),
  /** Things a person should know, in words. */
  notes: z.array(z.string()),
});
export type DatasetDescription = z.infer<typeof datasetDescriptionSchema>;

/** How rows are divided. */
export const validationSchema = z.strictObject({
  /** Share of the rows sealed for the final verdict. */
  testShare: z.number().gt(0).lt(0.9).default(0.2).describe('Share of the rows sealed for the final verdict.'),
  /** Share of the remaining rows that judge the trials, when folds is 1. */
  validationShare: z
    .number()
    .gt(0)
    .lt(0.9)
    .default(0.25)
    .describe('Share of the unsealed rows that judge trials, when folds is 1.'),
  folds: z.int().min(1).max(20).default(1).describe('Cross-validation folds; 1 is a single holdout.'),
  seed: z.int().default(42).describe('Seed of the split.'),
  group: z.string().optional().describe('Column whose equal values are never divided between the parts.'),
  time: z.string().optional().describe('Column that orders rows in time: training before validation before test.'),
});
export type Validation = z.infer<typeof validationSchema>;

/** How the rows of a series become windows of the past and the answers that follow them. */
export const seriesSchema = z.strictObject({
  horizon: z.int().min(1).max(1000).describe('Steps that are forecast.'),
  window: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Steps of the past that a forecast is made from; chosen from horizon, season and length by default.'),
  season: z.int().min(2).max(10_000).optional().describe('Steps after which it repeats; found in the data by default.'),
});
export type SeriesSettings = z.infer<typeof seriesSchema>;

/** How the rows of a table become labelled sequences: those of one id, in the order of validation.time or else of the file. */
export const sequencesSchema = z.strictObject({
  id: z.string().min(1).max(1000).describe('Column that tells sequences apart: rows of one id are its steps.'),
  length: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("Steps of a row at most, the last ones; the longest training sequence's by default."),
});
export type SequenceSettings = z.infer<typeof sequencesSchema>;

/** How a column of texts is read. */
export const textSchema = z.strictObject({
  column: z.string().min(1).max(1000).describe('Column of the texts, which alone are learned from.'),
  unit: z.enum(['word', 'character']).default('word').describe('What a text is divided into.'),
  length: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Words or characters that are read at most, the first ones; as many as the longest has by default.'),
});
export type TextSettings = z.infer<typeof textSchema>;

/** How images are read. */
export const imageSettingsSchema = z.strictObject({
  shape: z
    .string()
    .regex(
      /^[1-9]\d{0,4}x[1-9]\d{0,4}(x[1-9]\d?)?$/,
      'is height x width, or height x width x channels, such as 28x28 or 32x32x3',
    )
    .optional()
    .describe('Height x width, or height x width x channels; of a table, how its columns make an image.'),
  broken: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe('What an image does that cannot be read: ends the search, or is left out.'),
});
export type ImageSettings = z.infer<typeof imageSettingsSchema>;

/** What preparation is told. */
export interface PrepareSettings {
  readonly target?: string;
  readonly task?: z.infer<typeof taskSchema>;
  /** Column name → type, over what is inferred. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly scaling: 'standard' | 'quantile';
  readonly images: ImageSettings;
  readonly validation: Validation;
  /** The table is a series, ordered by validation.time. */
  readonly series?: SeriesSettings;
  /** The rows of the table are steps of labelled sequences. */
  readonly sequences?: SequenceSettings;
  /** Each row of the table has a text. */
  readonly text?: TextSettings;
}

/** The sealed test rows, encoded as the refit's are. */
export interface SealedRows {
  readonly features: Float32Array;
  /** [rows]: class index; for regression row-major [rows, outputs], in the target's own unit. */
  readonly targets: Float32Array;
  readonly rows: number;
  /** 0-based data row of the file, header not counted; of a series, the row that the forecast is made after, and of a sequence its last. */
  readonly rowNumbers: Int32Array;
}

/** A dataset ready to be trained on. Folds are encoded when asked for, so that only one is in memory. */
export interface PreparedDataset {
  readonly description: DatasetDescription;
  /** Everything fitted on the fold's training rows only. Holds all unsealed rows. */
  fold(index: number): TrainingData;
  /** Everything fitted on all unsealed rows; all of them are training rows, none validation. */
  refit(): { readonly data: TrainingData; readonly preprocessing: Preprocessing };
  sealed(): SealedRows;
}

/** Numbers that a model gives for one row: its classes' probabilities, or what it predicts. */
export const outputsOf = ({
  task,
  classes,
  horizon = 1,
}: Pick<DatasetDescription, 'task' | 'classes' | 'horizon'>): number =>
  task === 'regression' ? horizon : classes.length;
