import { geometricRungs, nextRung, type RungOptions } from './rungs.ts';
import { scoresAt, standings } from './standing.ts';
import type { StoppingRule } from './stopping-rule.ts';

/**
 * Synchronous successive halving (Jamieson & Talwalkar 2016): all candidates of the search are one bracket. Once none is
 * still to come and all that live stand at a rung, the best one in `factor` of those that reached it go on; failed candidates
 * count among those that reached it. By default the rungs are a ninth, a third and all of the epochs.
 */
export const successiveHalving = (options: RungOptions = {}): StoppingRule => ({
  rungs: (epochs) => geometricRungs(epochs, options),
  decide(context) {
    const live = standings(context).filter((standing) => standing.live);
    const rung = Math.min(...live.map(({ epochs }) => epochs));
    const next = nextRung(geometricRungs(context.epochs, options), rung);
    if (context.remaining > 0 || live.length === 0 || next === undefined) return { promote: [], stop: [] };

    // Ranks are over all that ever stood here, so that a decision carried out in part is completed and not made anew.
    const reached = new Set(
      context.history.filter(({ epochs }) => epochs === rung).map(({ candidateId }) => candidateId),
    );
    const places = Math.ceil(reached.size / (options.factor ?? 3));
    const ranks = new Map(scoresAt(context, rung).map(({ candidateId }, index) => [candidateId, index + 1]));
    const judged = live
      .filter(({ epochs }) => epochs === rung)
      .map(({ candidateId, candidate }) => ({ candidate, rank: ranks.get(candidateId) }));
    return {
      promote: judged.flatMap(({ candidate, rank }) =>
        rank !== undefined && rank <= places ? [{ candidate, epochs: next }] : [],
      ),
      stop: judged.flatMap(({ candidate, rank }) => {
        if (rank === undefined) return [{ candidate, reason: `no score at ${rung} epochs` }];
        const reason = `rank ${rank} of ${reached.size} at ${rung} epochs, of which the best ${places} go on`;
        return rank <= places ? [] : [{ candidate, reason }];
      }),
    };
  },
});
