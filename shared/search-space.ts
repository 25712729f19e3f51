import { z } from 'zod';
import { type Candidate, type ParameterValue, parameterValueSchema } from './candidate.ts';
import type { Random } from './random.ts';

const bounds = { low: z.number(), high: z.number() };
const points = z
  .int()
  .min(2)
  .max(10_000)
  .optional()
  .describe('Grid points; other strategies draw from the whole range.');

/** When a parameter exists: every named parameter must be there and hold one of the values, or be at least the number. */
const conditionSchema = z.record(
  z.string(),
  z.union([z.array(parameterValueSchema).min(1), z.strictObject({ atLeast: z.number() })]),
);
export type Condition = z.infer<typeof conditionSchema>;

const when = { when: conditionSchema.optional() };

/** The distributions of the field. Integer and step ranges include both ends. `ordinal` values are ordered, `choice` options are not. */
const distributionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('uniform'), ...bounds, step: z.number().positive().optional(), points, ...when }),
  z.strictObject({ type: z.literal('logUniform'), ...bounds, points, ...when }),
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

/** The candidate's value of a parameter; undefined where it is absent. */
export const valueOf = (candidate: Candidate, name: string): ParameterValue | undefined =>
  Object.hasOwn(candidate, name) ? candidate[name] : undefined;

/** Whether one requirement of a condition is met. */
export function meets(requirement: Condition[string], value: ParameterValue | undefined): boolean {
  if (value === undefined) return false;
  if (Array.isArray(requirement)) return requirement.includes(value);
  return typeof value === 'number' && value >= requirement.atLeast;
}

/** Whether a parameter with this condition exists in the candidate. */
export const holds = (condition: Condition | undefined, candidate: Candidate): boolean =>
  Object.entries(condition ?? {}).every(([name, requirement]) => meets(requirement, valueOf(candidate, name)));

/** Names of the parameters that exist in a candidate with these values, in the space's order. */
export function activeParameters(space: SearchSpace, candidate: Candidate): string[] {
  const known: Record<string, ParameterValue> = {};
  return Object.entries(space).flatMap(([name, { when: condition }]) => {
    if (!holds(condition, known)) return [];
    const value = valueOf(candidate, name);
    if (value !== undefined) known[name] = value;
    return [name];
  });
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** The nth value of a range with a step; twelve digits hide the sums' rounding, so that 3 × 0.1 is 0.3. */
export const stepValue = (low: number, step: number, index: number): number =>
  Number((low + index * step).toPrecision(12));

/** Intervals of a range with a step; a whole number where the step reaches the high end. */
export const stepsOf = (low: number, high: number, step: number): number =>
  Number(((high - low) / step).toPrecision(9));

/** A millionth of the range is as fine as a draw gets: numbers that people can read, and no loss. */
function roundTo(value: number, span: number): number {
  const decimals = clamp(6 - Math.floor(Math.log10(span)), 0, 100);
  return Number(value.toFixed(decimals));
}

/** One draw. Log ranges are drawn evenly in the logarithm and rounded to six digits. */
export function sampleValue(distribution: Distribution, random: Random): ParameterValue {
  switch (distribution.type) {
    case 'uniform': {
      const { low, high, step } = distribution;
      if (step !== undefined) return stepValue(low, step, random.integer(0, stepsOf(low, high, step)));
      return clamp(roundTo(low + (high - low) * random.next(), high - low), low, high);
    }
    case 'logUniform': {
      const { low, high } = distribution;
      return clamp(Number((low * (high / low) ** random.next()).toPrecision(6)), low, high);
    }
    case 'integer': {
      const { low, high, step = 1, log } = distribution;
      if (!log) return low + step * random.integer(0, Math.floor((high - low) / step));
      // Half a unit at either end gives the ends their fair share of the rounding.
      const [from, to] = [low - 0.5, high + 0.5];
      return clamp(Math.round(from * (to / from) ** random.next()), low, high);
    }
    case 'choice':
      return random.pick(distribution.options);
    case 'ordinal':
      return random.pick(distribution.values);
    case 'constant':
      return distribution.value;
  }
}

/** An independent draw of every parameter whose condition holds, in the space's order. The space must be a checked one. */
export function sampleCandidate(space: SearchSpace, random: Random): Candidate {
  const candidate: Record<string, ParameterValue> = {};
  for (const [name, distribution] of Object.entries(space)) {
    if (holds(distribution.when, candidate)) candidate[name] = sampleValue(distribution, random);
  }
  return candidate;
}
