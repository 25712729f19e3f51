import { z } from 'zod';
import { candidateSchema } from './candidate.ts';
import { costsSchema } from './costs.ts';
import { datasetDescriptionSchema } from './dataset.ts';
import { metricNameSchema } from './metrics.ts';
import { objectiveSchema } from './objectives/objective.ts';
import { samplesSchema } from './samples.ts';
import { learningCurveSchema, observationSchema } from './trial.ts';
import { whySchema } from './why.ts';

/** One line of the leaderboard: a candidate at the largest budget it reached. No durations: the file is the same in every run. */
export const leaderboardRowSchema = z.object({
  rank: z.int().min(1),
  candidateId: z.string(),
  score: z.number(),
  deviation: z.number().optional(),
  loss: z.number(),
  epochs: z.int(),
  bestEpoch: z.int(),
  parameters: z.int(),
  candidate: candidateSchema,
  /** Those that are minimised or limited. */
  costs: costsSchema.optional(),
  /** With several objectives: whether no other of those that keep the constraints dominates it. */
  onFront: z.boolean().optional(),
  /** The constraints that it breaks; absent where it keeps all. */
  breaks: z.array(z.string()).optional(),
});
export type LeaderboardRow = z.infer<typeof leaderboardRowSchema>;

/** result/leaderboard.json: every candidate with a score, best first, and those without one. */
export const leaderboardSchema = z.object({
  metric: metricNameSchema,
  maximise: z.boolean(),
  rows: z.array(leaderboardRowSchema),
  failed: z.array(z.object({ candidateId: z.string(), reason: z.string(), candidate: candidateSchema })),
});
export type Leaderboard = z.infer<typeof leaderboardSchema>;

const intervalSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** Something that needs no search, scored on the same sealed rows. */
const baselineSchema = z.object({
  name: z.string(),
  metrics: z.record(z.string(), z.number()),
  /** What a person should know of how it was fitted. */
  note: z.string().optional(),
});

const objectiveValuesSchema = z.partialRecord(objectiveSchema, z.number());

/** How the winner was chosen where the score was not all. */
const choiceSchema = z.object({
  /** In words: the winner is … */
  by: z.string(),
  constraints: z.array(z.string()),
  /** Of the winner, those that are minimised or limited. */
  costs: costsSchema,
  /** With several objectives. */
  front: z
    .object({
      candidates: z.array(z.object({ candidateId: z.string(), score: z.number(), costs: costsSchema })),
      /** Share of the box between `best` and `reference` that the front dominates, costs on a logarithmic scale. */
      hypervolume: z.number(),
      best: objectiveValuesSchema,
      reference: objectiveValuesSchema,
    })
    .optional(),
});

/** result/verdict.json: the winner, refitted on all unsealed rows and scored once on the sealed ones. */
export const verdictSchema = z.object({
  searchId: z.string(),
  metric: metricNameSchema,
  maximise: z.boolean(),
  winner: z.object({
    candidateId: z.string(),
    candidate: candidateSchema,
    validationScore: z.number(),
    /** Epochs of the refit: the mean best epoch of its trials. */
    epochs: z.int(),
    parameters: z.int(),
    /** Those it descends from, oldest first, as the refit replayed them: each until `epochs` of its own clock; its heir counts from `heirFrom`. */
    ancestors: z.array(z.object({ candidate: candidateSchema, epochs: z.int(), heirFrom: z.int() })).optional(),
  }),
  /** Absent where the best score won, and nothing else was asked for. */
  choice: choiceSchema.optional(),
  /** 95 % bootstrap interval of the search's metric on the sealed rows. */
  test: intervalSchema,
  /** Every metric of the task on the sealed rows. */
  testMetrics: z.record(z.string(), z.number()),
  /** Of a series: every metric of each step that is forecast, on the sealed rows. */
  perStep: z.array(z.record(z.string(), z.number())).optional(),
  testRows: z.int(),
  baselines: z.array(baselineSchema),
  /** Classification: rows are the true class, columns the predicted one. */
  confusion: z.array(z.array(z.int())).optional(),
  /** Regression: up to 2,000 answers to the sealed rows. */
  predictions: z.array(z.object({ truth: z.number(), predicted: z.number() })).optional(),
  /** How the champion that was there did on the same sealed rows; absent where there was none. */
  champion: z
    .object({
      searchId: z.string(),
      /** Absent where it cannot be scored on them. */
      score: z.number().optional(),
      /** The new model's score less the champion's: 90 % paired bootstrap interval, each end a one-sided 95 % bound. */
      difference: intervalSchema.optional(),
      replaced: z.boolean(),
      why: z.string(),
    })
    .optional(),
  endedBecause: z.string(),
  /** What twenty more candidates were expected to gain at most, in the metric's unit; absent where there was no telling. */
  expectedGain: z.number().optional(),
  candidates: z.object({ completed: z.int(), failed: z.int(), stopped: z.int() }),
  /** Absent in searches of older versions. */
  why: whySchema.optional(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** Everything the report shows. */
export const reportDataSchema = z.object({
  title: z.string(),
  dataset: datasetDescriptionSchema,
  verdict: verdictSchema,
  leaderboard: leaderboardSchema,
  /** All observations in order: score over trials, parallel coordinates, score against each hyperparameter. */
  history: z.array(observationSchema),
  /** Learning curves of the best candidates, first fold. */
  curves: z.array(z.object({ candidateId: z.string(), curve: learningCurveSchema })),
  samples: samplesSchema.optional(),
});
export type ReportData = z.infer<typeof reportDataSchema>;
