import { candidateId } from '../candidate.ts';
import type { Inheritance } from '../proposal.ts';
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
 * that every candidate dies of age, however lucky its score was. What failed has its place in the population, and never wins. Where the
 * search inherits, a child begins with its parent's weights (Real et al. 2017).
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
      const bequeath = new Set(context.inherit === true ? inheritable(context) : []);
      let parent: Outcome | undefined;
      for (let misses = 0; proposals.wanted > 0 && misses < patience; ) {
        parent ??= bestOfFew(alive, few, standing, random);
        const child = parent && neighbourOf(space, parent.candidate, random);
        if (parent === undefined || child === undefined) break;
        const why = changeInWords(space, parent.candidate, child, 'infinitive');
        const { candidateId: id } = parent;
        const inherits = bequeath.has(id) ? { inherits: inheritanceOf(id, context.epochs) } : {};
        const added = proposals.add(child, { strategy: 'evolution', why, parent: id }, inherits);
        misses = added ? 0 : misses + 1;
        // A better child that was observed before is not tried again but born again: or there were no way back to what has died.
        const before = added ? undefined : standing.get(candidateId(child));
        parent = before && before.place < placeOf(parent, standing) ? before.outcome : undefined;
      }
    }
    return [...proposals.fill({ strategy: 'evolution', why: 'drawn at random' })];
  };

/** Candidates whose trials' weights are kept, the last observed: a population, unless it is a very large one. */
const mostInheritable = 100;

/** Ids of the candidates that children may inherit from: the last ones, of which those that were trained to the full budget. */
export function inheritable({ history, epochs }: Pick<ProposalContext, 'history' | 'epochs'>): string[] {
  const whole = new Set(
    history.flatMap((one) => (one.epochs === epochs && one.score !== undefined ? [one.candidateId] : [])),
  );
  return [...new Set(history.map(({ candidateId: id }) => id))].slice(-mostInheritable).filter((id) => whole.has(id));
}

/**
 * A child stands where its parent had a quarter of the epochs left, and has these to get used to its mutation, at the end of its schedule: so
 * that its score compares with others', and costs a quarter.
 */
const inheritanceOf = (id: string, epochs: number): Inheritance | undefined =>
  epochs < 2 ? undefined : { candidateId: id, epochs, from: Math.max(1, Math.floor((3 * epochs) / 4)) };

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
