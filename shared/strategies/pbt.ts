import type { Proposal } from '../proposal.ts';
import { changeInWords } from '../search-space/change-words.ts';
import { fifthOf, intervals, type Member, select } from '../stopping/population.ts';
import { perturb } from './perturb.ts';
import { createProposals } from './proposals.ts';
import type { ProposalContext, Strategy } from './strategy.ts';

/** Members that a population has at least, as far as there are trials: of fewer the best fifth is hardly better than the worst. */
const fewest = 5;
/** Perturbations in a row that may all be known before a place is left empty. */
const patience = 100;

/** Candidates that a population of one member takes in all: itself, and after each interval but the last a fifth of an heir. */
export const candidatesAMember = 1 + (intervals - 1) / 5;

/**
 * Population-based training (Jaderberg et al. 2017): a population is trained for a tenth of the epochs at a time. Each time the worst fifth ends
 * (`populationIntervals`), and in each one's place an heir of one of the best fifth goes on from its weights with other training parameters, so
 * that a lineage is trained by a schedule of them. A round's candidates are a population, or as many as the trials are enough for; once
 * it is trained to its end another one begins.
 */
export const pbt: Strategy = (context) => {
  const { founders, goOn } = select(context);
  return goOn.length === 0 ? found(context) : replace(context, founders - goOn.length, best(goOn));
};

function found(context: ProposalContext): Proposal[] {
  const size = Math.max(fewest, Math.floor(context.remaining / candidatesAMember));
  const proposals = createProposals({ ...context, count: Math.min(context.count, size) });
  return [...proposals.fill({ strategy: 'pbt', why: 'a member of a new population' })];
}

/** The best fifth of those that have come furthest. */
function best(goOn: readonly Member[]): Member[] {
  const furthest = Math.max(...goOn.map(({ epochs }) => epochs));
  const front = goOn.filter(({ epochs }) => epochs === furthest).sort((left, right) => left.rank - right.rank);
  return front.slice(0, Math.max(1, fifthOf(front.length)));
}

function replace(context: ProposalContext, places: number, parents: readonly Member[]): Proposal[] {
  const { space, count, random } = context;
  const proposals = createProposals({ ...context, count: Math.min(count, places) });
  for (let misses = 0; proposals.wanted > 0 && misses < patience; ) {
    const { candidateId, candidate, epochs } = random.pick(parents);
    const heir = perturb(space, candidate, random);
    const why = `go on from the weights of one of the best after ${epochs} epochs: ${changeInWords(space, candidate, heir, 'infinitive')}`;
    const inherits = { candidateId, epochs, from: epochs };
    misses = proposals.add(heir, { strategy: 'pbt', why, parent: candidateId }, { inherits }) ? 0 : misses + 1;
  }
  return [...proposals.list];
}
