import { z } from 'zod';
import { type Share, shareSchema } from '../proposal.ts';
import type { Observation } from '../trial.ts';

/** What came of one strategy's proposals; `spec`: the user's own candidates, `memory`: those of earlier searches. */
export const proposerSchema = z.object({
  strategy: z.string(),
  candidates: z.int(),
  /** Of these, made by changing another, or by what another led to. */
  fromOthers: z.int(),
  /** Best score among them; absent where none has one. */
  best: z.number().optional(),
  /** How many of the leaderboard's first ten are its own. */
  inFirstTen: z.int(),
  /** What a portfolio gave it of the last round in which it proposed any. */
  share: shareSchema.optional(),
});
export type Proposer = z.infer<typeof proposerSchema>;

/** Rows of the leaderboard that are the best. */
const first = 10;
const mostProposers = 20;

/** Who proposed the candidates, who proposed most of them first. `rows`: the leaderboard's. */
export function proposersOf(
  history: readonly Observation[],
  {
    rows,
    maximise,
  }: { readonly rows: readonly { readonly candidateId: string; readonly score: number }[]; readonly maximise: boolean },
): Proposer[] {
  const ids = new Map<string, Set<string>>();
  const made = new Set<string>();
  const shares = new Map<string, Share>();
  for (const { candidateId, origin } of history) {
    if (origin === undefined) continue;
    const own = ids.get(origin.strategy) ?? new Set();
    ids.set(origin.strategy, own.add(candidateId));
    if (origin.parent !== undefined) made.add(candidateId);
    if (origin.share !== undefined) shares.set(origin.strategy, origin.share);
  }
  const proposers = [...ids].map(([strategy, own]): Proposer => {
    const mine = rows.filter(({ candidateId }) => own.has(candidateId));
    // Not the first of its rows: those were trained longer, which says nothing of the best score.
    const best = mine.reduce<number | undefined>(
      (found, { score }) => (found === undefined || (maximise ? score > found : score < found) ? score : found),
      undefined,
    );
    const inFirstTen = rows.slice(0, first).filter(({ candidateId }) => own.has(candidateId)).length;
    const fromOthers = [...own].filter((candidateId) => made.has(candidateId)).length;
    return { strategy, candidates: own.size, fromOthers, best, inFirstTen, share: shares.get(strategy) };
  });
  return proposers.sort((left, right) => right.candidates - left.candidates).slice(0, mostProposers);
}
