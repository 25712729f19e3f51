import type { Candidate } from '../candidate.ts';
import { changeInWords } from '../search-space/change-words.ts';
import { kindOfStep, smallCandidate, stepsFrom } from '../search-space/structure.ts';
import { unitsOf } from '../search-space/unit.ts';
import { type SearchSpace, sampleCandidate } from '../search-space.ts';
import { type Outcome, outcomesOf, ranked } from './outcomes.ts';
import { createProposals } from './proposals.ts';
import type { ProposalContext, Strategy } from './strategy.ts';

/** Candidates of a climb whose steps are tried: those of the next best fill a round. */
const breadth = 5;

/**
 * Forward growth of the structure by single steps from the best so far: a layer more, a wider one, another activation; then settings one
 * by one (coordinate search), first by much, then by little. Steps of kinds that gained before come first, and the best changes as
 * soon as a step gains. Where none of its steps is left the climb is over, and another one starts from a few random points: so the
 * number of climbs grows with the budget. Candidates of another origin take part in the climb that they fall into.
 */
export const greedy: Strategy = (context) => {
  const { space, remaining, random } = context;
  const proposals = createProposals(context);
  const outcomes = outcomesOf(context);
  const { climb, number } = lastClimb(outcomes);
  const starts = Math.max(1, Math.min(10, Math.round((outcomes.length + remaining) / 20)));
  const start = (from: number): void => {
    // A draw that is known already is made up for by the filling.
    for (let place = from; place < starts; place++) {
      const small = number === 0 && place % 2 === 0;
      proposals.add(small ? smallCandidate(space, random) : sampleCandidate(space, random), started);
    }
  };
  if (climb.length < starts && !climb.some(isStep)) start(climb.length);
  else {
    const promises = promisesOf(outcomes, space);
    const [best, ...next] = ranked(climb).slice(0, breadth);
    const goOn = (from: Outcome): void => {
      for (const candidate of orderedSteps(from, promises, outcomes, context)) {
        if (proposals.wanted === 0) return;
        const why = changeInWords(space, from.candidate, candidate, 'infinitive');
        proposals.add(candidate, { strategy: 'greedy', why, parent: from.candidateId });
      }
    };
    if (best !== undefined) goOn(best);
    if (proposals.list.length === 0) start(0);
    for (const from of next) if (proposals.wanted > 0) goOn(from);
  }
  return [...proposals.fill(started)];
};

const started = { strategy: 'greedy', why: 'start of a climb' };

const isGreedy = ({ first: { origin } }: Outcome): boolean => origin?.strategy === 'greedy';
const parentOf = ({ first: { origin } }: Outcome): string | undefined => origin?.parent;
const isStep = (outcome: Outcome): boolean => isGreedy(outcome) && parentOf(outcome) !== undefined;

/** The last climb and its number, from 0: starts in a row are of one climb, a start after steps begins another. */
function lastClimb(outcomes: readonly Outcome[]): { climb: Outcome[]; number: number } {
  const numbers = new Map<string, number>();
  let number = 0;
  let stepped = false;
  for (const outcome of outcomes) {
    if (isStep(outcome)) {
      // Steps that fill a round beside the starts of a new climb belong to the old one.
      const own = numbers.get(parentOf(outcome) ?? '') ?? number;
      numbers.set(outcome.candidateId, own);
      if (own === number) stepped = true;
      continue;
    }
    if (isGreedy(outcome) && stepped) {
      number++;
      stepped = false;
    }
    numbers.set(outcome.candidateId, number);
  }
  return { climb: outcomes.filter(({ candidateId }) => numbers.get(candidateId) === number), number };
}

/** How likely a step of each kind gains over what it is made from, by those before (the rule of succession). */
function promisesOf(outcomes: readonly Outcome[], space: SearchSpace): Map<string, number> {
  const byId = new Map(outcomes.map((outcome) => [outcome.candidateId, outcome]));
  const counts = new Map<string, { tried: number; gained: number }>();
  for (const outcome of outcomes) {
    const parent = isStep(outcome) ? byId.get(parentOf(outcome) ?? '') : undefined;
    if (parent === undefined) continue;
    const kind = kindOfStep(space, parent.candidate, outcome.candidate);
    const { tried, gained } = counts.get(kind) ?? { tried: 0, gained: 0 };
    const better = outcome.epochs >= parent.epochs && (outcome.value ?? -Infinity) > (parent.value ?? -Infinity);
    counts.set(kind, { tried: tried + 1, gained: gained + (better ? 1 : 0) });
  }
  return new Map([...counts].map(([kind, { tried, gained }]) => [kind, (gained + 1) / (tried + 2)]));
}

/** A step this near to where a candidate came from goes back, but for rounding. */
const near = 0.01;

/** Steps from one candidate: structure first, then the kinds that gained most often. */
function orderedSteps(
  from: Outcome,
  promises: ReadonlyMap<string, number>,
  outcomes: readonly Outcome[],
  { space, random }: ProposalContext,
): Candidate[] {
  const parent = outcomes.find(({ candidateId }) => candidateId === parentOf(from));
  const back = parent && unitsOf(space, parent.candidate);
  const goesBack = (candidate: Candidate): boolean => {
    const units = unitsOf(space, candidate);
    return back?.every((unit, index) => !(Math.abs(unit - (units[index] ?? Number.NaN)) > near)) ?? false;
  };
  const promise = (candidate: Candidate): number => promises.get(kindOfStep(space, from.candidate, candidate)) ?? 0.5;
  return stepsFrom(space, from.candidate, random)
    .filter(({ candidate }) => !goesBack(candidate))
    .map((step) => ({ ...step, promise: promise(step.candidate) }))
    .sort((left, right) => left.phase - right.phase || right.promise - left.promise)
    .map(({ candidate }) => candidate);
}
