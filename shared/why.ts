import { z } from 'zod';
import { importanceSchema } from './importance/importance.ts';
import { winnerPathSchema } from './why/path.ts';
import { proposerSchema } from './why/proposers.ts';
import { relaxationsToldSchema } from './why/relaxations.ts';

/** Why the search came to its winner. What there is nothing to tell of is absent. */
export const whySchema = z.object({
  importance: importanceSchema.optional(),
  proposers: z.array(proposerSchema),
  path: winnerPathSchema.optional(),
  relaxations: relaxationsToldSchema.optional(),
});
export type Why = z.infer<typeof whySchema>;
