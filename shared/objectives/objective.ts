import { z } from 'zod';
import { type CostName, type Costs, costNameSchema } from '../costs.ts';

/** What a search looks for: the score, by its metric, and costs, the less the better. */
export const objectiveSchema = z.enum(['score', ...costNameSchema.options]);
export type Objective = z.infer<typeof objectiveSchema>;

/** The costs among the objectives, in their order. */
export const minimisedOf = (objectives: readonly Objective[]): CostName[] =>
  objectives.filter((name) => name !== 'score');

/** What is known of a candidate with a score. */
export interface Scored {
  readonly score: number;
  readonly costs?: Costs | undefined;
}

/** Below any cost that is one: the logarithm of an unknown cost is a number too. */
const least = 1e-12;

/**
 * The objectives as coordinates of which lower is better. Costs span decades: their logarithms, so that half the bytes is as much
 * of a gain for a small network as for a large one.
 */
export const pointOf = (
  { score, costs }: Scored,
  { maximise, minimise }: { readonly maximise: boolean; readonly minimise: readonly CostName[] },
): number[] => [maximise ? -score : score, ...minimise.map((name) => Math.log(Math.max(least, costs?.[name] ?? 0)))];
