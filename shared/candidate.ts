import { z } from 'zod';
import { contentHash } from './hash.ts';

export const parameterValueSchema = z.union([z.number(), z.string(), z.boolean()]);
export type ParameterValue = z.infer<typeof parameterValueSchema>;

/**
 * An architecture and its hyperparameters: parameter name → value. A parameter whose condition does not hold is absent.
 * Parameters a layer are numbered from 1: `width.1`, `width.2`.
 */
export const candidateSchema = z.record(z.string().max(100), parameterValueSchema);
export type Candidate = Readonly<z.infer<typeof candidateSchema>>;

/** Equal candidates, equal ids. */
export const candidateId = (candidate: Candidate): string => contentHash(candidate);
