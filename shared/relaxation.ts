import { z } from 'zod';
import { type Candidate, candidateSchema, parameterValueSchema } from './candidate.ts';
import { contentHash } from './hash.ts';

/** Hyperparameters whose effect on the trained weights can be differentiated. */
export const relaxableParameters = ['learningRate', 'l2', 'dropout', 'labelSmoothing'] as const;
export type RelaxableParameter = (typeof relaxableParameters)[number];

/** Where a hyperparameter may move to; `log`: even steps of its logarithm. */
const rangeSchema = z.object({ low: z.number(), high: z.number(), log: z.boolean() });
export type RelaxedRange = z.infer<typeof rangeSchema>;

const shared = {
  /** Trials that it counts as: what it costs, in trials of an ordinary candidate. */
  trials: z.int().min(1),
};

const structureSchema = z.object({
  kind: z.literal('structure'),
  /** Parameter → the values that are mixed, of depth, widths, activation, normalisation and residual; others are as the candidate has them. */
  choices: z.record(z.string(), z.array(parameterValueSchema).min(2).max(1000)),
  /** Whether the architecture's gradient looks one step of the weights ahead (Liu et al. 2019, DARTS, equation 7). */
  secondOrder: z.boolean(),
  /** Whether choices are drawn by Gumbel-softmax in each step (Jang et al. 2017) rather than mixed. */
  sampled: z.boolean(),
  /** Seeds the initial weights and which rows the weights see: restarts of one round differ in it. */
  restart: z.int().min(0),
  ...shared,
});

const parametersSchema = z.object({
  kind: z.literal('parameters'),
  ranges: z.partialRecord(z.enum(relaxableParameters), rangeSchema),
  ...shared,
});

/**
 * A trial that is no candidate's: choices or hyperparameters are made continuous and descended on beside the weights. What
 * comes of it are candidates to be tried. It has no score and no place on the leaderboard.
 */
export const relaxationSchema = z.discriminatedUnion('kind', [structureSchema, parametersSchema]);
export type Relaxation = z.infer<typeof relaxationSchema>;
export type StructureRelaxation = z.infer<typeof structureSchema>;
export type ParametersRelaxation = z.infer<typeof parametersSchema>;

/** Apart from the ids of candidates: one may be tried beside a relaxation that starts at it. */
export const relaxationId = (candidate: Candidate, relax: Relaxation): string => contentHash({ candidate, relax });

const course = z.array(z.number());

/** What came of a relaxation. */
export const relaxedSchema = z.object({
  /** Most promising first. Only what was relaxed is sure to be right: conditions of the space are the strategy's business. */
  derived: z.array(
    z.object({
      candidate: candidateSchema,
      /** Of a structure: the product of its choices' probabilities. */
      probability: z.number().optional(),
    }),
  ),
  trace: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('structure'),
      /** Parameter → how likely each of its values is in the end. */
      choices: z.record(z.string(), z.array(z.object({ value: parameterValueSchema, probability: z.number() }))),
      /** On the rows that the architecture was fitted to, over the epochs. */
      loss: course,
    }),
    z.object({
      kind: z.literal('parameters'),
      /** Parameter → its value over time, evenly thinned. */
      values: z.partialRecord(z.enum(relaxableParameters), course),
      /** On the rows held out for it, at the same times. */
      loss: course,
    }),
  ]),
});
export type Relaxed = z.infer<typeof relaxedSchema>;
