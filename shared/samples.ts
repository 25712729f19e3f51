import { z } from 'zod';

/** Images among the sealed rows, with what was made of them. */
export const imageSamplesSchema = z.object({
  height: z.int().min(1),
  width: z.int().min(1),
  /** 1 is grey, 3 is red, green and blue. */
  channels: z.literal([1, 3]),
  samples: z.array(
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

/** Forecasts of the sealed rows, which are in time order. */
export const forecastSamplesSchema = z.object({
  /** Sealed rows before the first one here. */
  from: z.int(),
  /** At each row's own first step: what came, what was forecast one step before, and at the horizon's end. */
  steps: z.array(z.object({ truth: z.number(), first: z.number(), last: z.number().optional() })),
  /** Of all sealed rows, for each step of the horizon, in the target's own unit. */
  errors: z.array(z.object({ mae: z.number(), rmse: z.number() })),
});
export type ForecastSamples = z.infer<typeof forecastSamplesSchema>;

/** result/samples.json: what the report shows of single sealed rows. */
export const samplesSchema = z.object({
  images: imageSamplesSchema.optional(),
  forecasts: forecastSamplesSchema.optional(),
});
export type Samples = z.infer<typeof samplesSchema>;
