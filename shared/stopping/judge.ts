import type { Candidate } from '../candidate.ts';
import { type Standing, scoresAt } from './standing.ts';
import type { StoppingContext } from './stopping-rule.ts';

/** Those that live at a rung, by whether they have a place among the best that ever reached it. */
export interface Judgement {
  readonly best: readonly Candidate[];
  readonly rest: readonly { readonly candidate: Candidate; readonly reason: string }[];
}

/**
 * Ranks are over all that ever stood at the rung, the failed and those that have gone on included, so that a decision carried out in
 * part is completed and not made anew. `placesOf` says how many of those that reached it go on.
 */
export function judge(
  context: StoppingContext,
  standing: readonly Standing[],
  { rung, placesOf }: { readonly rung: number; readonly placesOf: (reached: number) => number },
): Judgement {
  const live = standing.filter((each) => each.live && each.epochs === rung);
  if (live.length === 0) return { best: [], rest: [] };
  const reached = standing.filter(({ observations }) => observations.some(({ epochs }) => epochs === rung)).length;
  const places = placesOf(reached);
  const ranks = new Map(scoresAt(context, rung).map(({ candidateId }, index) => [candidateId, index + 1]));
  const ranked = live.map(({ candidateId, candidate }) => ({ candidate, rank: ranks.get(candidateId) }));
  return {
    best: ranked.flatMap(({ candidate, rank }) => (rank !== undefined && rank <= places ? [candidate] : [])),
    rest: ranked.flatMap(({ candidate, rank }) => {
      if (rank === undefined) return [{ candidate, reason: `no score at ${rung} epochs` }];
      const reason = `rank ${rank} of ${reached} at ${rung} epochs, of which the best ${places} go on`;
      return rank <= places ? [] : [{ candidate, reason }];
    }),
  };
}
