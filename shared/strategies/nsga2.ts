import type { Candidate } from '../candidate.ts';
import { byFrontAndCrowding as orderOf } from '../objectives/dominance.ts';
import type { Random } from '../random.ts';
import { candidateAt, countVaried, fromUnit, levelsOf, unitsOf } from '../search-space/unit.ts';
import type { SearchSpace } from '../search-space.ts';
import { type Outcome, outcomesOf } from './outcomes.ts';
import { createProposals } from './proposals.ts';
import type { ProposalContext, Strategy } from './strategy.ts';

export interface Nsga2Options {
  /** Parents that children are made of; a fifth of the search's candidates by default, 10 to 100. */
  readonly population?: number;
}

/** How near a child stays: the distribution indices of SBX and of polynomial mutation, as in the paper. */
const crossoverIndex = 20;
const mutationIndex = 20;
/** Share of the pairs that are crossed. */
const crossoverShare = 0.9;
/** Numbers of fewer values than these change to any of the others: a polynomial step would stay in its cell. */
const manyLevels = 50;
/** Children in a row that may all be known before the rest is drawn. */
const patience = 100;

/**
 * NSGA-II (Deb et al. 2002) over the score and the costs that are minimised. Parents are the best of all observed: by front, then by
 * crowding distance; what has no score comes after all that has. Binary tournaments; simulated binary crossover and polynomial
 * mutation on the units of numbers; choices are taken from either parent, and redrawn.
 */
export const nsga2 =
  ({ population }: Nsga2Options = {}): Strategy =>
  (context) => {
    const { space, random, remaining } = context;
    const proposals = createProposals(context);
    const outcomes = outcomesOf({ ...context, minimise: [] });
    const size = population ?? Math.min(100, Math.max(10, Math.round((outcomes.length + remaining) / 5)));
    const parents = outcomes.length < size ? [] : byFrontAndCrowding(outcomes, context).slice(0, size);
    if (parents.length > 1) {
      const units = parents.map(({ candidate }) => unitsOf(space, candidate));
      // Parents are sorted: the lower index wins.
      const winner = (): number =>
        Math.min(random.integer(0, parents.length - 1), random.integer(0, parents.length - 1));
      for (let misses = 0; proposals.wanted > 0 && misses < patience; ) {
        const [first, second] = [winner(), winner()];
        const crossed = first !== second && random.next() < crossoverShare;
        const child = childOf(space, [units[first], units[crossed ? second : first]] as Pair, random);
        const why = crossed ? 'a cross of two of the front' : 'a mutation of one of the front';
        misses = proposals.add(child, { strategy: 'nsga2', why }) ? 0 : misses + 1;
      }
    }
    return [...proposals.fill({ strategy: 'nsga2', why: 'drawn at random' })];
  };

type Pair = readonly [Float64Array, Float64Array];

/** Candidates with a score, best first: larger budgets, then by front, then the less crowded. Costs that are unknown count as 0. */
export function byFrontAndCrowding(
  outcomes: readonly Outcome[],
  { minimise }: Pick<ProposalContext, 'minimise'>,
): Outcome[] {
  const scored = outcomes.filter(({ value }) => value !== undefined);
  const budgets = [...new Set(scored.map(({ epochs }) => epochs))].sort((left, right) => right - left);
  return budgets.flatMap((budget) => {
    const among = scored.filter(({ epochs }) => epochs === budget);
    const points = among.map(({ value = 0, observation: { costs } }) => [
      -value,
      ...minimise.map((name) => costs?.[name] ?? 0),
    ]);
    return orderOf(points).flatMap((index) => among[index] ?? []);
  });
}

/** One child of two parents in units; one of them twice where they are not crossed. NaN where a parameter is absent. */
function childOf(space: SearchSpace, [left, right]: Pair, random: Random): Candidate {
  const distributions = Object.values(space);
  const rate = 1 / Math.max(1, countVaried(space));
  const units = distributions.map((distribution, index) => {
    const [a = Number.NaN, b = Number.NaN] = [left[index], right[index]];
    if (Number.isNaN(a) && Number.isNaN(b)) return random.next();
    let unit = crossed(Number.isNaN(a) ? b : a, Number.isNaN(b) ? a : b, distribution.type === 'choice', random);
    const levels = levelsOf(distribution);
    if (levels < 2 || random.next() >= rate) return unit;
    if (distribution.type !== 'choice' && levels >= manyLevels) return polynomialMutation(unit, random.next());
    const value = fromUnit(distribution, unit);
    // Any other of the cells.
    unit = (random.integer(0, levels - 2) + 0.5) / levels;
    return fromUnit(distribution, unit) === value ? (levels - 0.5) / levels : unit;
  });
  return candidateAt(space, units);
}

/** Half of the coordinates are crossed, as in the paper; choices are swapped. */
function crossed(a: number, b: number, isChoice: boolean, random: Random): number {
  const [swap, share] = [random.next() < 0.5, random.next()];
  if (isChoice) return swap ? a : b;
  if (random.next() < 0.5) return a;
  return simulatedBinaryCrossover(swap ? [a, b] : [b, a], share);
}

/**
 * A child of two numbers in [0, 1] (Deb & Agrawal 1995), bounded as in Deb's code: `share`, evenly drawn from [0, 1), says how far it
 * lies from the first parent, on the side away from or towards the second.
 */
export function simulatedBinaryCrossover([a, b]: readonly [number, number], share: number): number {
  const gap = Math.abs(a - b);
  if (gap < 1e-12) return a;
  // The spread that reaches the nearer bound has all the probability there is.
  const beta = 1 + (2 * Math.min(Math.min(a, b), 1 - Math.max(a, b))) / gap;
  const alpha = 2 - beta ** -(crossoverIndex + 1);
  const spread =
    share <= 1 / alpha
      ? (share * alpha) ** (1 / (crossoverIndex + 1))
      : (1 / (2 - share * alpha)) ** (1 / (crossoverIndex + 1));
  return Math.min(1, Math.max(0, (a + b + (a < b ? -1 : 1) * spread * gap) / 2));
}

/** A number in [0, 1] moved a little (Deb & Goyal 1996), bounded: `share`, evenly drawn from [0, 1), below a half moves it down. */
export function polynomialMutation(unit: number, share: number): number {
  const power = mutationIndex + 1;
  const moved =
    share < 0.5
      ? unit + (2 * share + (1 - 2 * share) * (1 - unit) ** power) ** (1 / power) - 1
      : unit + 1 - (2 * (1 - share) + (2 * share - 1) * unit ** power) ** (1 / power);
  return Math.min(1, Math.max(0, moved));
}
