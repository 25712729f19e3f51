import type { Candidate, ParameterValue } from '../../candidate.ts';
import { createRandom, type Random } from '../../random.ts';
import { fromUnit, levelsOf, placeInCell } from '../../search-space/unit.ts';
import { type Distribution, holds, type SearchSpace, sampleValue, valueOf } from '../../search-space.ts';
import { type Outcome, outcomesOf, ranked } from '../outcomes.ts';
import { createProposals } from '../proposals.ts';
import type { Strategy } from '../strategy.ts';
import { type Choices, learned, unlearned } from './choices.ts';
import { usualPopulation } from './constants.ts';
import { type Gaussian, gaussianAt, sampleUnits, updated, widest } from './gaussian.ts';

/** Draws in a row that may all be known before the rest is drawn from the whole space. */
const patience = 50;
/** Once no coordinate spreads wider than this share of its range, the search has converged. */
const converged = 1e-5;

/**
 * CMA-ES (Hansen & Ostermeier 2001; Hansen 2016) over the units of numbers. Its state is replayed from the history: a generation is one
 * round of its own candidates, or as many rounds as it takes for a population. It begins around the best of other origins, and anew
 * with twice the population once it has converged (Auger & Hansen 2005). A value of a list stands for a place in its cell, drawn evenly,
 * so that no number of few values gets stuck in one. Choices are drawn by how often the best had each option.
 */
export const cmaes: Strategy = (context) => {
  const { space, random } = context;
  const proposals = createProposals(context);
  const names = numericNames(space);
  const { gaussian, choices } = replay(space, names, outcomesOf(context));
  const origin = { strategy: 'cmaes', why: `generation ${gaussian.generation + 1}` };
  for (let misses = 0; proposals.wanted > 0 && misses < patience; ) {
    const units = sampleUnits(gaussian, random);
    misses = proposals.add(candidateOf(space, { names, units, choices }, random), origin) ? 0 : misses + 1;
  }
  return [...proposals.fill(origin)];
};

const numericNames = (space: SearchSpace): string[] =>
  Object.entries(space)
    .filter(([, distribution]) => distribution.type !== 'choice' && levelsOf(distribution) > 1)
    .map(([name]) => name);

interface State {
  readonly gaussian: Gaussian;
  readonly choices: Choices;
}

/** What is known after the generations of the history. */
function replay(space: SearchSpace, names: readonly string[], outcomes: readonly Outcome[]): State {
  const own = outcomes.findIndex(isOwn);
  const [best] = ranked(own === -1 ? outcomes : outcomes.slice(0, own));
  const begin = (): Gaussian =>
    gaussianAt(best === undefined ? new Float64Array(names.length).fill(0.5) : placesOf(space, names, best, 0.5));
  let population = usualPopulation(Math.max(1, names.length));
  let state: State = { gaussian: begin(), choices: unlearned(space) };
  let samples: Outcome[] = [];
  const mine = outcomes.filter(isOwn);
  mine.forEach((outcome, index) => {
    samples.push(outcome);
    if (samples.length < population || mine[index + 1]?.first.round === outcome.first.round) return;
    state = advanced(space, names, state, samples);
    samples = [];
    if (widest(state.gaussian) >= converged) return;
    population *= 2;
    state = { gaussian: begin(), choices: unlearned(space) };
  });
  return state;
}

const isOwn = ({ first: { origin } }: Outcome): boolean => origin?.strategy === 'cmaes';

function advanced(space: SearchSpace, names: readonly string[], state: State, generation: readonly Outcome[]): State {
  const inOrder = [...ranked(generation), ...generation.filter(({ value }) => value === undefined)];
  const samples = inOrder.map((outcome) => ({
    units: placesOf(space, names, outcome, Number.NaN),
    scored: outcome.value !== undefined,
  }));
  return {
    gaussian: names.length === 0 ? state.gaussian : updated(state.gaussian, samples),
    choices: learned(space, state.choices, inOrder),
  };
}

/** A candidate's numbers in units; within the cells of values of a list drawn evenly, the same for the same candidate. */
function placesOf(space: SearchSpace, names: readonly string[], outcome: Outcome, absent: number): Float64Array {
  const random = createRandom(outcome.candidateId);
  return Float64Array.from(names, (name) => {
    const [distribution, value] = [space[name], valueOf(outcome.candidate, name)];
    if (distribution === undefined || value === undefined) return absent;
    return placeInCell(distribution, value, random.next());
  });
}

interface Draw {
  readonly names: readonly string[];
  readonly units: Float64Array;
  readonly choices: Choices;
}

function candidateOf(space: SearchSpace, { names, units, choices }: Draw, random: Random): Candidate {
  const places = new Map(names.map((name, index) => [name, units[index] ?? 0.5]));
  const candidate: Record<string, ParameterValue> = {};
  for (const [name, distribution] of Object.entries(space)) {
    if (!holds(distribution.when, candidate)) continue;
    candidate[name] = valueIn(distribution, { place: places.get(name), chances: choices.get(name) }, random);
  }
  return candidate;
}

function valueIn(
  distribution: Distribution,
  { place, chances }: { readonly place: number | undefined; readonly chances: readonly number[] | undefined },
  random: Random,
): ParameterValue {
  if (place !== undefined) return fromUnit(distribution, place);
  if (distribution.type !== 'choice' || chances === undefined) return sampleValue(distribution, random);
  let left = random.next();
  const option = chances.findIndex((chance) => {
    left -= chance;
    return left < 0;
  });
  return distribution.options[option] ?? sampleValue(distribution, random);
}
