import { z } from 'zod';
import { candidateSchema } from './candidate.ts';
import { costsSchema } from './costs.ts';
import { contentHash } from './hash.ts';
import { inheritanceSchema, originSchema } from './proposal.ts';
import { type Relaxation, relaxationSchema, relaxedSchema } from './relaxation.ts';

/** Part of every trial's id: raise it when the same candidate, data and seed would give another result. */
export const codeVersion = 1;

const finite = z.number();

/** How far a trial is trained. */
const trialBudgetSchema = z.object({ epochs: z.int().min(1) });

const identity = {
  id: z.string(),
  candidateId: z.string(),
  candidate: candidateSchema,
  budget: trialBudgetSchema,
  fold: z.int().min(0),
  seed: z.int(),
};

export const trialIdentitySchema = z.object(identity);
export type TrialIdentity = z.infer<typeof trialIdentitySchema>;

/** One point an epoch, in order; epoch i is at index i - 1. Rounded to 6 significant digits. */
export const learningCurveSchema = z.object({
  trainingLoss: z.array(finite),
  validationLoss: z.array(finite),
  validationScore: z.array(finite),
});
export type LearningCurve = z.infer<typeof learningCurveSchema>;

/** Why a trial has no score. `lost`: its machine went away; the only kind that is tried again. */
export const failureReasonSchema = z.enum(['diverged', 'timeout', 'out-of-memory', 'lost', 'error']);
export type FailureReason = z.infer<typeof failureReasonSchema>;

/** One evaluation of one candidate at one budget on one fold; a field exists only in the states where it is known. */
export const trialSchema = z.discriminatedUnion('state', [
  z.object({ ...identity, state: z.literal('pending') }),
  z.object({
    ...identity,
    state: z.literal('completed'),
    /** The search's metric on the validation rows at the best epoch. */
    score: finite,
    /** Cross-entropy in nats a row, or mean squared error of the standardised target, at the best epoch. */
    loss: finite,
    /** Every metric of the task at the best epoch. */
    metrics: z.record(z.string(), finite),
    bestEpoch: z.int().min(1),
    /** Epochs really trained: fewer than the budget when training stopped early. */
    epochs: z.int().min(1),
    /** Trainable numbers of the candidate's network. */
    parameters: z.int(),
    curve: learningCurveSchema,
  }),
  z.object({ ...identity, state: z.literal('failed'), reason: failureReasonSchema, message: z.string() }),
  z.object({ ...identity, state: z.literal('stopped'), message: z.string() }),
  /** A relaxation that came to its end. */
  z.object({ ...identity, state: z.literal('relaxed'), relaxed: relaxedSchema }),
]);
export type Trial = z.infer<typeof trialSchema>;
export type CompletedTrial = Extract<Trial, { state: 'completed' }>;

/** The id says what was done: doing it again costs nothing. `data` is the hash of the prepared data. */
export const trialId = (
  work: Omit<TrialIdentity, 'id' | 'candidateId'> & {
    readonly data: string;
    readonly relax?: Relaxation;
    /** The trial whose numbers it begins with, and where its clock then stands: one that began elsewhere is another trial. */
    readonly inherits?: { readonly trialId: string; readonly from: number };
  },
): string => contentHash({ ...work, codeVersion });

/**
 * What strategies and stopping rules read, one a line in a round’s observations.jsonl: a candidate's result at one budget,
 * the mean over its folds. `score` is absent when any fold failed.
 */
export const observationSchema = z.object({
  candidateId: z.string(),
  candidate: candidateSchema,
  epochs: z.int().min(1),
  round: z.int().min(0),
  state: z.enum(['completed', 'failed', 'stopped']),
  score: finite.optional(),
  /** Standard deviation of the score over folds; absent with one fold. */
  deviation: finite.optional(),
  loss: finite.optional(),
  parameters: z.int().optional(),
  bestEpoch: z.int().optional(),
  /** The score it would have had at evenly spaced epochs up to here, where the stopping rule reads curves. */
  curve: z.array(finite).optional(),
  reason: failureReasonSchema.optional(),
  /** What it costs, where costs are minimised or limited beside the score. */
  costs: costsSchema.optional(),
  /** Absent on the observations after a candidate's first. */
  origin: originSchema.optional(),
  /** On every observation of a candidate whose trials begin with another's numbers. */
  inherits: inheritanceSchema.optional(),
  /** Of a relaxation, which has no score: what it was, and what came of it. */
  relax: relaxationSchema.optional(),
  relaxed: relaxedSchema.optional(),
  trials: z.array(z.string()),
});
export type Observation = z.infer<typeof observationSchema>;

/** Whether it is a candidate's: what leaderboards, stopping rules and most strategies go by. */
export const isOfCandidate = ({ relax }: Observation): boolean => relax === undefined;
