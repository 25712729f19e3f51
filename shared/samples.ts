import { z } from 'zod';

/** Images among the sealed rows, with what was made of them. */
export const imageSamplesSchema = z.object({
  height: z.int().min(1),
  width: z.int().min(1),
  /** 1 is grey, 3 is red, green and blue. */
  channels: z.literal([1, 3]),
  /** Those that were wrong first, the worst of them before the others. */
  rows: z.array(
    z.object({
      /** 0-based data row of the file. */
      row: z.int(),
      /** A class's index, or the target in its own unit; `predicted` likewise. */
      truth: z.number(),
      predicted: z.number(),
      /** Of the predicted class; absent of a regression. */
      probability: z.number().optional(),
      /** Row-major [height, width, channels], a byte each, in base64. */
      pixels: z.base64(),
    }),
  ),
});
export type ImageSamples = z.infer<typeof imageSamplesSchema>;

/** Steps of a series that follow each other: what came, and what was forecast of it one step and a whole horizon before. */
const forecastRunSchema = z.array(
  z.object({ truth: z.number(), nextStep: z.number().optional(), lastStep: z.number().optional() }),
);

/** Forecasts of sealed rows. A run ends where a row is missing or another series begins. */
export const forecastSamplesSchema = z.object({
  /** Sealed rows that the runs are made of: the last ones of them all. */
  rows: z.int(),
  runs: z.array(forecastRunSchema),
});
export type ForecastSamples = z.infer<typeof forecastSamplesSchema>;

/** result/samples.json: what the report shows of single sealed rows. */
export const samplesSchema = z.object({
  images: imageSamplesSchema.optional(),
  forecasts: forecastSamplesSchema.optional(),
});
export type Samples = z.infer<typeof samplesSchema>;
