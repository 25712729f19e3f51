import { z } from 'zod';
import { taskSchema } from './task.ts';

/** How dates are written: 2024-03-05, 3/5/2024, 5/3/2024 or 5.3.2024, 5 Mar 2024 or Mar 5, 2024; each may end in a time. */
export const dateFormatSchema = z.enum(['iso', 'mdy', 'dmy', 'named']);
export type DateFormat = z.infer<typeof dateFormatSchema>;

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

const sequencePreprocessingSchema = outputsSchema.extend({
  kind: z.literal('sequences'),
  /** The channels of one step; the last one tells steps, 1, from padding, which is 0 in all channels and in front. */
  features: z.array(z.string()),
  columns: z.array(columnEncodingSchema),
  /** Rows with equal values of it are the steps of one sequence. */
  id: z.string(),
  /** Where left out, steps are in the order of the file. */
  time: orderSchema.optional(),
});
export type SequencePreprocessing = z.infer<typeof sequencePreprocessingSchema>;

const textPreprocessingSchema = outputsSchema.extend({
  kind: z.literal('text'),
  column: z.string(),
  unit: z.enum(['word', 'character']),
  /** In the order of their indices, from 2 on: 0 is padding, in front, and 1 any other token. */
  vocabulary: z.array(z.string()),
});
export type TextPreprocessing = z.infer<typeof textPreprocessingSchema>;

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
  sequencePreprocessingSchema,
  textPreprocessingSchema,
]);
export type Preprocessing = z.infer<typeof preprocessingSchema>;
