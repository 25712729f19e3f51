import { z } from 'zod';
import { parameterValueSchema } from './candidate.ts';

const bounds = { low: z.number(), high: z.number() };

/** When a parameter exists: every named parameter must be there and hold one of the values, or be at least the number. */
export const conditionSchema = z.record(
  z.string(),
  z.union([z.array(parameterValueSchema).min(1), z.strictObject({ atLeast: z.number() })]),
);
export type Condition = z.infer<typeof conditionSchema>;

const when = { when: conditionSchema.optional() };

/** The distributions of the field. Integer and step ranges include both ends. `ordinal` values are ordered, `choice` options are not. */
export const distributionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('uniform'), ...bounds, step: z.number().positive().optional(), ...when }),
  z.strictObject({ type: z.literal('logUniform'), ...bounds, ...when }),
  z.strictObject({
    type: z.literal('integer'),
    low: z.int(),
    high: z.int(),
    step: z.int().min(1).optional(),
    log: z.boolean().optional(),
    ...when,
  }),
  z.strictObject({ type: z.literal('choice'), options: z.array(parameterValueSchema).min(1).max(1000), ...when }),
  z.strictObject({ type: z.literal('ordinal'), values: z.array(z.number()).min(1).max(1000), ...when }),
  z.strictObject({ type: z.literal('constant'), value: parameterValueSchema, ...when }),
]);
export type Distribution = z.infer<typeof distributionSchema>;

/** Parameter name → distribution. A condition may only name parameters that stand before its own. */
export const searchSpaceSchema = z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]*(\.[0-9]+)?$/), distributionSchema);
export type SearchSpace = z.infer<typeof searchSpaceSchema>;
