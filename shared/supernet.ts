import { z } from 'zod';

/** How the strategy `gradient` trains the networks that hold all structures of a space. */
export const supernetOptionsSchema = z.strictObject({
  secondOrder: z
    .boolean()
    .default(false)
    .describe('Whether the architecture’s gradient looks a step of the weights ahead: about four times the work.'),
  gumbel: z
    .boolean()
    .default(true)
    .describe('Whether choices are drawn by Gumbel-softmax; in a plain mixture narrow layers tend to win.'),
  restarts: z.int().min(1).max(16).default(4).describe('Supernets, each from other weights and settings.'),
});
export type SupernetOptions = z.infer<typeof supernetOptionsSchema>;

export const defaultSupernet: SupernetOptions = supernetOptionsSchema.parse({});
