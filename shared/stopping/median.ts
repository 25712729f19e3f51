import { geometricRungs, nextRung, type RungOptions } from './rungs.ts';
import { scoresAt, standings } from './standing.ts';
import type { StoppingDecision, StoppingRule } from './stopping-rule.ts';

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

const brief = (score: number): number => Number(score.toPrecision(6));

/**
 * The median rule (Golovin et al. 2017, "Google Vizier") on rungs, by default a ninth, a third and all of the epochs: a candidate
 * ends where its score is worse than the median of all scores seen at its rung. It waits for nobody.
 */
export const medianStopping = (options: RungOptions = {}): StoppingRule => ({
  rungs: (epochs) => geometricRungs(epochs, options),
  decide(context) {
    const rungs = geometricRungs(context.epochs, options);
    const decision: { [K in keyof StoppingDecision]: StoppingDecision[K][number][] } = { promote: [], stop: [] };
    const judged = new Map<number, { median: number; scores: ReadonlyMap<string, number> }>();
    const judge = (epochs: number) => {
      const known = judged.get(epochs);
      if (known !== undefined) return known;
      const sorted = scoresAt(context, epochs);
      const result = {
        median: medianOf(sorted.map(({ score }) => score)),
        scores: new Map(sorted.map(({ candidateId, score }) => [candidateId, score])),
      };
      judged.set(epochs, result);
      return result;
    };
    for (const { candidateId, candidate, epochs, live } of standings(context)) {
      const next = nextRung(rungs, epochs);
      if (!live || next === undefined) continue;
      const { median, scores } = judge(epochs);
      const score = scores.get(candidateId);
      if (score === undefined) decision.stop.push({ candidate, reason: `no score at ${epochs} epochs` });
      else if (context.maximise ? score >= median : score <= median) decision.promote.push({ candidate, epochs: next });
      else {
        const reason = `${brief(score)} at ${epochs} epochs is worse than the median, ${brief(median)}`;
        decision.stop.push({ candidate, reason });
      }
    }
    return decision;
  },
});
