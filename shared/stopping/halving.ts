import { judge } from './judge.ts';
import { geometricRungs, nextRung, type RungOptions } from './rungs.ts';
import { type Standing, standings } from './standing.ts';
import type { StoppingContext, StoppingDecision, StoppingRule } from './stopping-rule.ts';

/**
 * Synchronous successive halving (Jamieson & Talwalkar 2016): all candidates of the search are one bracket. Once none is
 * still to come and all that live stand at a rung, the best one in `factor` of those that reached it go on; failed candidates
 * count among those that reached it. By default the rungs are a ninth, a third and all of the epochs.
 */
export const successiveHalving = (options: RungOptions = {}): StoppingRule => ({
  rungs: (epochs) => geometricRungs(epochs, options),
  decide(context) {
    if (context.remaining > 0) return { promote: [], stop: [] };
    return halve(context, standings(context), {
      rungs: geometricRungs(context.epochs, options),
      placesOf: (reached) => Math.ceil(reached / (options.factor ?? 3)),
    });
  },
});

/** What becomes of a whole bracket: those at the lowest rung are judged, as the others have gone on from there. */
export function halve(
  context: StoppingContext,
  bracket: readonly Standing[],
  { rungs, placesOf }: { readonly rungs: readonly number[]; readonly placesOf: (reached: number) => number },
): StoppingDecision {
  const rung = bracket.reduce((least, { live, epochs }) => (live ? Math.min(least, epochs) : least), Infinity);
  const epochs = nextRung(rungs, rung);
  if (epochs === undefined) return { promote: [], stop: [] };
  const { best, rest } = judge(context, bracket, { rung, placesOf });
  return { promote: best.map((candidate) => ({ candidate, epochs })), stop: rest };
}
