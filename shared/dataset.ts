import { z } from 'zod';
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
const dataKindSchema = z.enum(['table', 'images', 'series']);

export const columnTypeSchema = z.enum(['number', 'category', 'date', 'boolean', 'drop']);
/** What a column holds; `drop` leaves it out. */
export type ColumnType = z.infer<typeof columnTypeSchema>;

/** How dates are written: 2024-03-05, 3/5/2024, 5/3/2024 or 5.3.2024, 5 Mar 2024 or Mar 5, 2024; each may end in a time. */
export const dateFormatSchema = z.enum(['iso', 'mdy', 'dmy', 'named']);
export type DateFormat = z.infer<typeof dateFormatSchema>;

/** Files that are pictures cannot be declared: they are found. */
const describedTypeSchema = z.enum([...columnTypeSchema.options, 'image']);

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
}

/** The sealed test rows, encoded as the refit's are. */
export interface SealedRows {
  readonly features: Float32Array;
  /** [rows]: class index; for regression row-major [rows, outputs], in the target's own unit. */
  readonly targets: Float32Array;
  readonly rows: number;
  /** 0-based data row of the file, header not counted; of a series, the row that the forecast is made after. */
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

export const numberEncodingSchema = z.object({
  kind: z.literal('number'),
  /** Replaces a missing value: the median of the training rows. */
  impute: z.number(),
  /** Whether a feature tells that the value was missing. */
  indicator: z.boolean(),
  mean: z.number(),
  scale: z.number(),
  /** Quantile scaling: increasing values at equal shares; maps to a standard normal before mean and scale apply. */
  quantiles: z.array(z.number()).optional(),
});

export type NumberEncoding = z.infer<typeof numberEncodingSchema>;

/** How one column becomes features; every number in it was fitted on training rows. */
export const columnEncodingSchema = z.object({
  column: z.string(),
  encoding: z.discriminatedUnion('kind', [
    numberEncodingSchema,
    z.object({
      kind: z.literal('category'),
      /** One feature each, in order. */
      values: z.array(z.string()),
      /** Whether a feature stands for all other values (rare or new). */
      other: z.boolean(),
      /** Whether a feature stands for a missing value. */
      missing: z.boolean(),
    }),
    z.object({
      kind: z.literal('boolean'),
      truthy: z.array(z.string()),
      falsy: z.array(z.string()),
      indicator: z.boolean(),
    }),
    /** Parts: year, month, day, weekday, hour; each scaled like a number. The first part's indicator stands for all. */
    z.object({
      kind: z.literal('date'),
      format: dateFormatSchema,
      parts: z.array(z.object({ part: z.string(), encoding: numberEncodingSchema })),
    }),
  ]),
});
export type ColumnEncoding = z.infer<typeof columnEncodingSchema>;

/** What the preprocessing of every kind of data says: what comes in, and what the outputs mean. */
const outputsSchema = z.object({
  version: z.literal(2),
  task: taskSchema,
  target: z.string(),
  classes: z.array(z.string()),
  targetScale: z.object({ mean: z.number(), scale: z.number() }).optional(),
  /** Shape of one row: [columns], [steps, channels] or [height, width, channels]. */
  featureShape: z.array(z.int()),
});

const tablePreprocessingSchema = outputsSchema.extend({
  kind: z.literal('table'),
  features: z.array(z.string()),
  columns: z.array(columnEncodingSchema),
});
export type TablePreprocessing = z.infer<typeof tablePreprocessingSchema>;

/** How the rows of a file are told to follow each other. */
const orderSchema = z.object({ column: z.string(), format: z.enum(['number', ...dateFormatSchema.options]) });

const seriesPreprocessingSchema = outputsSchema.extend({
  kind: z.literal('series'),
  /** The channels of one step, the target's own first. */
  features: z.array(z.string()),
  columns: z.array(columnEncodingSchema),
  horizon: z.int(),
  time: orderSchema,
  /** Rows with equal values of it are a series of their own. */
  group: z.string().optional(),
});
export type SeriesPreprocessing = z.infer<typeof seriesPreprocessingSchema>;

const imagePreprocessingSchema = outputsSchema.extend({
  kind: z.literal('images'),
  /** Pixels as pictures have them, 0 to 255, or numbers that mean what the dataset's maker meant. */
  pixels: z.enum(['bytes', 'numbers']),
  /** Columns of a table that are the pixels, row by row, channels last. */
  columns: z.array(z.string()).optional(),
  /** One a channel: a feature is (pixel − mean) / scale. */
  mean: z.array(z.number()),
  scale: z.array(z.number().positive()),
});
export type ImagePreprocessing = z.infer<typeof imagePreprocessingSchema>;

/** All that turns a row of the user's file into a row of features and a prediction into a label. Saved beside the model. */
export const preprocessingSchema = z.discriminatedUnion('kind', [
  tablePreprocessingSchema,
  imagePreprocessingSchema,
  seriesPreprocessingSchema,
]);
export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** Numbers that a model gives for one row: its classes' probabilities, or what it predicts. */
export const outputsOf = ({
  task,
  classes,
  horizon = 1,
}: Pick<DatasetDescription, 'task' | 'classes' | 'horizon'>): number =>
  task === 'regression' ? horizon : classes.length;
