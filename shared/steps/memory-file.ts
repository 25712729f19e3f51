import { z } from 'zod';
import { candidateSchema } from '../candidate.ts';
import { type MetaFeatureName, spreads } from '../memory/meta-features.ts';
import { metricNameSchema } from '../metrics.ts';
import { taskSchema } from '../task.ts';

const engineSchema = z.enum(['native', 'wasm']);
const featureNames = Object.keys(spreads) as [MetaFeatureName, ...MetaFeatureName[]];

/** memory/<data>/<search id>.json: what is left of a search for later ones. */
export const memorySchema = z.object({
  searchId: z.string(),
  name: z.string(),
  data: z.string(),
  target: z.string(),
  task: taskSchema,
  metric: metricNameSchema,
  /** With the ids of its trials, what decides their results: who has the same may take them. */
  engine: engineSchema,
  codeVersion: z.int(),
  seed: z.int(),
  epochs: z.int(),
  earlyStopping: z.int(),
  features: z.partialRecord(z.enum(featureNames), z.number()),
  best: z.array(
    z.object({ candidate: candidateSchema, epochs: z.int(), score: z.number(), quantile: z.number().min(0).max(1) }),
  ),
  /** Where the ids of its trials lie. */
  trials: z.string(),
});
export type Memory = z.infer<typeof memorySchema>;

/** searches/<id>/data/memory.json: what a search goes by of those before it, decided once when it is prepared. */
export const recalledSchema = z.object({
  /** Searches whose trials it may take, where it has the same engine. */
  known: z.array(z.object({ searchId: z.string(), engine: engineSchema })),
  /** Tried first, after the user's own. */
  candidates: z.array(z.object({ candidate: candidateSchema, why: z.string() })),
});
export type Recalled = z.infer<typeof recalledSchema>;
