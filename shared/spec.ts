import { z } from 'zod';
import { columnTypeSchema, validationSchema } from './dataset.ts';
import { metricNameSchema } from './metrics.ts';
import { searchSpaceSchema } from './search-space.ts';
import { taskSchema } from './task.ts';

export const strategyNameSchema = z.enum(['random', 'grid']);
export const stoppingNameSchema = z.enum(['none', 'median', 'halving']);

/** Limits of the whole search: it ends at the first one reached. */
export const searchBudgetSchema = z.strictObject({
  trials: z.int().min(1).max(1_000_000).default(100).describe('Candidates to try.'),
  epochs: z.int().min(1).max(100_000).default(100).describe('Epochs a candidate is trained at most.'),
  seconds: z.number().positive().optional().describe('Wall-clock limit of the search.'),
  targetScore: z.number().optional().describe('Stop when the best validation score reaches this.'),
  patience: z.int().min(1).optional().describe('Stop after this many rounds without a better score.'),
  roundTrials: z.int().min(1).optional().describe('Candidates proposed a round.'),
});

/** What the user asked for. Read from search.json, flags, or both; unknown keys are errors. */
export const specSchema = z.strictObject({
  $schema: z.string().optional(),
  dataset: z.string().min(1).max(4096).describe('File of the dataset.'),
  target: z.string().max(1000).optional().describe('Column to predict; the last one by default.'),
  task: taskSchema.optional().describe('Inferred from the target by default.'),
  columns: z.record(z.string(), columnTypeSchema).default({}).describe('Column types over the inferred ones.'),
  scaling: z.enum(['standard', 'quantile']).default('standard').describe('How numbers are scaled.'),
  metric: metricNameSchema.optional().describe('What is judged; by default accuracy, or r2 for regression.'),
  strategy: strategyNameSchema.default('random').describe('How candidates are proposed.'),
  stopping: z
    .strictObject({
      rule: stoppingNameSchema.default('none').describe('Which candidates go on to a larger budget.'),
      factor: z.int().min(2).max(10).default(3).describe('halving: one in so many goes on, with so many times the epochs.'),
      minEpochs: z.int().min(1).optional().describe('Epochs of the smallest budget.'),
    })
    .default({ rule: 'none', factor: 3 })
    .describe('Stopping rule over budgets.'),
  earlyStopping: z
    .int()
    .min(0)
    .default(20)
    .describe('Epochs without a better validation loss before a trial ends; 0 is never.'),
  space: searchSpaceSchema.optional().describe('Parameters and their distributions; chosen from the data by default.'),
  budget: searchBudgetSchema.default({ trials: 100, epochs: 100 }),
  validation: validationSchema.default({ testShare: 0.2, validationShare: 0.25, folds: 1, seed: 42 }),
  seed: z.int().min(0).max(0xffffffff).default(42).describe('Seed of everything random but the split.'),
  engine: z.enum(['native', 'wasm']).optional().describe('Tensor engine; native where it is there.'),
  workers: z.int().min(1).max(256).optional().describe('Worker processes; the number of cores by default.'),
  timeout: z.number().positive().optional().describe('Seconds one trial may take.'),
  output: z.string().min(1).max(4096).default('modelscout').describe('Folder for searches and models.'),
});
export type Spec = z.infer<typeof specSchema>;
/** The spec as a user writes it, defaults left out. */
export type SpecInput = z.input<typeof specSchema>;
