import { z } from 'zod';
import type { Candidate } from './candidate.ts';
import type { Relaxation } from './relaxation.ts';

/** How much of a round a portfolio gave to one of its strategies, and why. */
export const shareSchema = z.object({
  /** Proposals of the round that are the strategy's, and all of them. */
  count: z.int().min(0),
  of: z.int().min(0),
  /** Of its latest proposals, those among the best tenth, and how many there were. */
  hits: z.int().min(0),
  made: z.int().min(0),
});
export type Share = z.infer<typeof shareSchema>;

/** Why a candidate was tried: what the report tells of it. */
export const originSchema = z.object({
  /** The strategy that proposed it, `spec` for a candidate of the user's own. */
  strategy: z.string(),
  /** In words, short. */
  why: z.string().optional(),
  /** Id of the candidate that it was made from. */
  parent: z.string().optional(),
  /** Of the round, where a portfolio asked the strategy. */
  share: shareSchema.optional(),
});
export type Origin = z.infer<typeof originSchema>;

/** Whose numbers a candidate's trials begin with. */
export const inheritanceSchema = z.object({
  /** Of the candidate that it is an heir of. */
  candidateId: z.string(),
  /** The budget that its trials were trained to. */
  epochs: z.int().min(1),
  /** Where the heir's own clock then stands: its epochs count from there. */
  from: z.int().min(1),
});
export type Inheritance = z.infer<typeof inheritanceSchema>;

export interface Proposal {
  readonly candidate: Candidate;
  readonly origin: Origin;
  /** It is no candidate to be scored but where a relaxation starts. */
  readonly relax?: Relaxation;
  /** It begins with another's numbers, where these are still there. */
  readonly inherits?: Inheritance;
}
