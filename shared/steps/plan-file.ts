import { z } from 'zod';
import { candidateSchema } from '../candidate.ts';
import { inheritanceSchema, originSchema } from '../proposal.ts';
import { relaxationSchema } from '../relaxation.ts';
import { trialIdentitySchema } from '../trial.ts';

/** A trial as planned: it starts anew, or goes on from the checkpoint of an earlier one. */
export const plannedTrialSchema = trialIdentitySchema.extend({
  goesOnFrom: z.object({ trialId: z.string(), epochs: z.int().min(1) }).optional(),
  /** What it begins with, or its candidate's first trial began with. */
  inherits: inheritanceSchema.extend({ trialId: z.string(), candidate: candidateSchema }).optional(),
  /** The earlier search whose result was taken over: it is in no pack. */
  knownFrom: z.string().optional(),
  /** Why its candidate was proposed; absent where it is known already. */
  origin: originSchema.optional(),
  /** It is a relaxation: of a pack either all are or none. */
  relax: relaxationSchema.optional(),
});
export type PlannedTrial = z.infer<typeof plannedTrialSchema>;

const stoppedCandidateSchema = z.object({
  candidateId: z.string(),
  candidate: candidateSchema,
  /** The budget it had reached. */
  epochs: z.int().min(1),
  reason: z.string(),
  /** Its trials of that budget. */
  trials: z.array(z.string()),
});

const packSchema = z.object({
  fold: z.int().min(0),
  /** Trials' ids; all of one fold and one budget. */
  trials: z.array(z.string()).min(1),
  /** What the cost model predicts. */
  seconds: z.number().min(0).optional(),
  /** Seconds that the pack may use, over all its calls. */
  allowance: z.number().min(0).optional(),
});

/** rounds/<n>/packs/<pack>.json: a pack of the plan with its trials, in the pack's order. */
export const packFileSchema = packSchema.extend({ trials: z.array(plannedTrialSchema).min(1) });
export type PackFile = z.infer<typeof packFileSchema>;

/** rounds/<n>/plan.json. A plan without packs ends the search and says why. */
export const planSchema = z.object({
  round: z.int().min(0),
  because: z.string().optional(),
  /** Candidates that end here. */
  stopped: z.array(stoppedCandidateSchema),
  /** In order of the candidates, then of the folds. */
  trials: z.array(plannedTrialSchema),
  packs: z.array(packSchema),
  /** Trials of earlier rounds that nothing will inherit from any more. */
  expired: z.array(z.string()).optional(),
});
export type Plan = z.infer<typeof planSchema>;
