import { candidateId } from '../candidate.ts';
import type { Random } from '../random.ts';
import { neighbourOf } from '../search-space/change.ts';
import { changeInWords } from '../search-space/change-words.ts';
import { type Outcome, outcomesOf, ranked } from './outcomes.ts';
import { createProposals } from './proposals.ts';
import type { ProposalContext, Strategy } from './strategy.ts';

export interface EvolutionOptions {
  /** Candidates that are alive: the last ones observed. A fifth of the search's by default, 10 to 100, a round's at least. */
  readonly population?: number;
  /** Share of the population that a parent is the best of; a quarter by default, as in the paper. */
  readonly tournament?: number;
}

/** Mutations in a row that may all be known before the rest is drawn. */
const patience = 100;

/**
 * Regularised evolution (Real et al. 2019): each child is one mutation of the best of a random few of the last candidates observed, so
 * that every candidate dies of age, however lucky its score was. What failed has its place in the population, and never wins.
 */
export const evolution =
  ({ population, tournament = 0.25 }: EvolutionOptions = {}): Strategy =>
  (context) => {
    const { space, random } = context;
    const proposals = createProposals(context);
    const outcomes = outcomesOf(context);
    const size = population ?? populationSize(outcomes.length, context);
    if (outcomes.length >= size) {
      const standing = standingOf(outcomes);
      const alive = outcomes.slice(-size);
      const few = Math.max(2, Math.round(tournament * size));
      let parent: Outcome | undefined;
      for (let misses = 0; proposals.wanted > 0 && misses < patience; ) {
        parent ??= bestOfFew(alive, few, standing, random);
        const child = parent && neighbourOf(space, parent.candidate, random);
        if (parent === undefined || child === undefined) break;
        const why = changeInWords(space, parent.candidate, child, 'infinitive');
        const added = proposals.add(child, { strategy: 'evolution', why, parent: parent.candidateId });
        misses = added ? 0 : misses + 1;
        // A better child that was observed before is not tried again but born again: or there were no way back to what has died.
        const before = added ? undefined : standing.get(candidateId(child));
        parent = before && before.place < placeOf(parent, standing) ? before.outcome : undefined;
      }
    }
    return [...proposals.fill({ strategy: 'evolution', why: 'drawn at random' })];
  };

const populationSize = (known: number, { count, remaining }: ProposalContext): number =>
  Math.max(Math.min(100, Math.max(10, Math.round((known + remaining) / 5))), Math.min(count, remaining));

/** Those with a score, 0 for the best. */
type Standing = ReadonlyMap<string, { readonly place: number; readonly outcome: Outcome }>;

const standingOf = (outcomes: readonly Outcome[]): Standing =>
  new Map(ranked(outcomes).map((outcome, place) => [outcome.candidateId, { place, outcome }]));

const placeOf = ({ candidateId: id }: Outcome, standing: Standing): number =>
  standing.get(id)?.place ?? Number.POSITIVE_INFINITY;

/** The best of `few` that are drawn without replacement; any of them where none has a score. */
const bestOfFew = (alive: readonly Outcome[], few: number, standing: Standing, random: Random): Outcome | undefined =>
  random
    .shuffle(alive)
    .slice(0, few)
    .reduce((best, one) => (placeOf(one, standing) < placeOf(best, standing) ? one : best));
