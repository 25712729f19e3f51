import { outcomesOf, ranked } from '../outcomes.ts';
import { createProposals } from '../proposals.ts';
import { addSobol } from '../sobol.ts';
import type { Strategy } from '../strategy.ts';
import { proposeByModel } from './model.ts';

/** Scores from which on there is a model. */
const enough = 10;

/**
 * Tree-structured Parzen estimators (Bergstra et al. 2011) over all parameters at once (Falkner et al. 2018; settings near those of Watanabe
 * 2023). A larger budget ranks before a smaller one; what failed is bad. It begins with Sobol's sequence.
 */
export const tpe: Strategy = (context) => {
  const proposals = createProposals(context);
  const outcomes = outcomesOf(context);
  const scored = ranked(outcomes.filter(({ failed }) => !failed));
  if (scored.length < enough) {
    addSobol(context, proposals, { strategy: 'tpe', why: 'spread over the space before there is a model' });
  } else {
    const unranked = outcomes.filter(({ failed, value }) => failed || value === undefined);
    const known = {
      ranked: scored.map(({ candidate }) => candidate),
      unranked: unranked.map(({ candidate }) => candidate),
    };
    proposeByModel(known, context, proposals, { strategy: 'tpe' });
  }
  return [...proposals.fill({ strategy: 'tpe', why: 'drawn at random: the model has nothing more to propose' })];
};
