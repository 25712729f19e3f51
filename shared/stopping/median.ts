import { geometricRungs, nextRung, type RungOptions } from './rungs.ts';
import { scoresAt, standings } from './standing.ts';
import type { StoppingDecision, StoppingRule } from './stopping-rule.ts';

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** What was seen at a rung. */
interface Judged {
  readonly median: number;
  readonly scores: ReadonlyMap<string, number>;
  readonly betterHalf: ReadonlySet<string>;
}

const brief = (score: number): number => Number(score.toPrecision(6));

/**
 * The median rule (Golovin et al. 2017, "Google Vizier") on rungs, by default a ninth, a third and all of the epochs: a candidate
 * ends where its score is worse than the median of all scores seen at its rung; with several objectives, where it is in the worse
 * half by front and crowding. It waits for nobody.
 */
export const medianStopping = (options: RungOptions = {}): StoppingRule => ({
  rungs: (epochs) => geometricRungs(epochs, options),
  decide(context) {
    const rungs = geometricRungs(context.epochs, options);
    const decision: { [K in keyof StoppingDecision]: StoppingDecision[K][number][] } = { promote: [], stop: [] };
    const judged = new Map<number, Judged>();
    const judge = (epochs: number) => {
      const known = judged.get(epochs);
      if (known !== undefined) return known;
      const sorted = scoresAt(context, epochs);
      const result = {
        median: medianOf(sorted.map(({ score }) => score)),
        scores: new Map(sorted.map(({ candidateId, score }) => [candidateId, score])),
        // With several objectives there is no median, but a better half.
        betterHalf: new Set(sorted.slice(0, Math.ceil(sorted.length / 2)).map(({ candidateId }) => candidateId)),
      };
      judged.set(epochs, result);
      return result;
    };
    for (const { candidateId, candidate, epochs, live } of standings(context)) {
      const next = nextRung(rungs, epochs);
      if (!live || next === undefined) continue;
      const { median, scores, betterHalf } = judge(epochs);
      const score = scores.get(candidateId);
      if (score === undefined) decision.stop.push({ candidate, reason: `no score at ${epochs} epochs` });
      else if (context.minimise.length > 0) {
        if (betterHalf.has(candidateId)) decision.promote.push({ candidate, epochs: next });
        else decision.stop.push({ candidate, reason: `not in the better half of those seen at ${epochs} epochs` });
      } else if (context.maximise ? score >= median : score <= median)
        decision.promote.push({ candidate, epochs: next });
      else {
        const reason = `${brief(score)} at ${epochs} epochs is worse than the median, ${brief(median)}`;
        decision.stop.push({ candidate, reason });
      }
    }
    return decision;
  },
});
