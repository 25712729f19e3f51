import { judge } from './judge.ts';
import { geometricRungs, nextRung, type RungOptions } from './rungs.ts';
import { standings } from './standing.ts';
import type { StoppingRule } from './stopping-rule.ts';

/**
 * Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning"), in batches: whoever is
 * among the best one in `factor` of those that have reached its rung so far goes on at once. It waits for nobody; those that do not
 * go on yet may later, when worse ones have come. Once none is to come and none can go on, the rest end.
 */
export const asynchronousHalving = (options: RungOptions = {}): StoppingRule => ({
  rungs: (epochs) => geometricRungs(epochs, options),
  decide(context) {
    const rungs = geometricRungs(context.epochs, options);
    const standing = standings(context);
    const last = context.remaining === 0;
    const placesOf = (reached: number): number => {
      const share = reached / (options.factor ?? 3);
      // When none is to come, the best of a few has its place all the same.
      return last ? Math.ceil(share) : Math.floor(share);
    };
    const judged = rungs.flatMap((rung) => {
      const epochs = nextRung(rungs, rung);
      return epochs === undefined ? [] : [{ epochs, ...judge(context, standing, { rung, placesOf }) }];
    });
    const promote = judged.flatMap(({ best, epochs }) => best.map((candidate) => ({ candidate, epochs })));
    return { promote, stop: last && promote.length === 0 ? judged.flatMap(({ rest }) => rest) : [] };
  },
});
