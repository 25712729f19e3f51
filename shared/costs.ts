import { z } from 'zod';

/**
 * What a candidate costs, all known before it is trained and all the less the better. `bytes`: of its weights as 32-bit floats;
 * `multiplyAdds`: a prediction of one row; `latency`: predicted microseconds of such a prediction on one core; `dollars`: of
 * training it to the full budget, at the list price of the cheapest tier.
 */
const costNames = ['bytes', 'multiplyAdds', 'latency', 'dollars'] as const;
export const costNameSchema = z.enum(costNames);
export type CostName = z.infer<typeof costNameSchema>;
