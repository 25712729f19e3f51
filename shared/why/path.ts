import { z } from 'zod';
import type { SearchSpace } from '../search-space.ts';
import { greedyPath } from '../strategies/greedy-path.ts';
import type { Observation } from '../trial.ts';

/** How the winner came about, from where it started. */
export const winnerPathSchema = z.object({
  /** Candidates, each made from the one before. */
  steps: z.array(
    z.object({
      candidateId: z.string(),
      strategy: z.string().optional(),
      /** `widening layer 2 from 16 to 32 gained 0.008`; of the first, where it comes from, if its strategy said. */
      why: z.string().optional(),
      score: z.number().optional(),
    }),
  ),
  /** Steps after the first that are left out, where there are many. */
  omitted: z.int(),
});
export type WinnerPath = z.infer<typeof winnerPathSchema>;

const mostSteps = 30;

/** The first step and the last ones to the candidate; undefined where nothing is known of it. */
export function winnerPath(
  history: readonly Observation[],
  candidateId: string,
  by: { readonly space: SearchSpace; readonly maximise: boolean },
): WinnerPath | undefined {
  const path = greedyPath(history, candidateId, by);
  const [first] = path;
  if (first === undefined) return undefined;
  const origins = new Map(history.flatMap(({ candidateId: id, origin }) => (origin ? [[id, origin] as const] : [])));
  const kept = path.length <= mostSteps ? path : [first, ...path.slice(1 - mostSteps)];
  const steps = kept.map(({ candidateId: id, why, score }, index) => {
    const origin = origins.get(id);
    return { candidateId: id, strategy: origin?.strategy, why: index === 0 ? origin?.why : why, score };
  });
  return { steps, omitted: path.length - kept.length };
}
