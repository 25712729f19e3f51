import { countVaried } from '../../search-space/unit.ts';
import { outcomesOf, ranked } from '../outcomes.ts';
import { createProposals } from '../proposals.ts';
import { addSobol } from '../sobol.ts';
import type { ProposalContext, Strategy } from '../strategy.ts';
import { type Known, proposeByModel } from './model.ts';

/** As the paper has it: what the model misleads about is found all the same. */
const randomShare = 1 / 3;
/** Scores beyond the number of parameters from which on there is a model of a budget. */
const beyondParameters = 3;

/**
 * BOHB (Falkner et al. 2018): the densities of `tpe` over what was observed at the largest budget with enough scores, and a third of the
 * proposals at random. Made for Hyperband's brackets, and at home with every stopping rule. It begins with Sobol's sequence.
 */
export const bohb: Strategy = (context) => {
  const proposals = createProposals(context);
  const known = knownAtLargest(context);
  if (known === undefined) {
    addSobol(context, proposals, { strategy: 'bohb', why: 'spread over the space before there is a model' });
  } else {
    proposeByModel(known, context, proposals, { strategy: 'bohb', randomShare });
  }
  return [...proposals.fill({ strategy: 'bohb', why: 'drawn at random: the model has nothing more to propose' })];
};

/** What was observed at the largest budget with enough scores, those who went on from it included; undefined where none has. */
function knownAtLargest(context: ProposalContext): Known | undefined {
  const { history, space } = context;
  const unranked = outcomesOf(context).filter(({ failed, value }) => failed || value === undefined);
  const failed = new Set(unranked.map(({ candidateId }) => candidateId));
  const budgets = [...new Set(history.map(({ epochs }) => epochs))].sort((left, right) => right - left);
  for (const budget of budgets) {
    const atBudget = outcomesOf({ ...context, history: history.filter(({ epochs }) => epochs === budget) });
    const scored = ranked(atBudget).filter(({ candidateId }) => !failed.has(candidateId));
    if (scored.length < countVaried(space) + beyondParameters) continue;
    return {
      ranked: scored.map(({ candidate }) => candidate),
      unranked: unranked.map(({ candidate }) => candidate),
    };
  }
  return undefined;
}
