import { z } from 'zod';
import type { Candidate } from '../candidate.ts';
import { type Block, parseParameters } from './family.ts';

/** `embedding`: numbers that each token is known by, which every network over text begins with. */
export const embeddingParameters = z.object({ embedding: z.int().min(1).max(1024).default(16) });

/** Makes [steps, embedding] of tokens. Throws SearchError InvalidSpec where the parameter's value cannot be. */
export function embeddingBlock(candidate: Candidate, vocabulary: number): Block {
  const { embedding: units } = parseParameters(embeddingParameters, candidate);
  return { layers: [{ kind: 'embedding', vocabulary, units }], residual: false };
}
