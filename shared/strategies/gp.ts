import type { Candidate } from '../candidate.ts';
import { candidateAt, unitsOf } from '../search-space/unit.ts';
import { expectedBestImprovement, expectedImprovement } from '../surrogates/acquisition.ts';
import { feasibilityOf } from '../surrogates/feasibility.ts';
import { fitHyperparameters, type Observations, posteriorOf } from '../surrogates/gaussian-process.ts';
import { standardise } from '../surrogates/values.ts';
import { type Outcome, outcomesOf, ranked } from './outcomes.ts';
import { poolOf } from './pool.ts';
import { createProposals, type Proposals } from './proposals.ts';
import type { ProposalContext, Strategy } from './strategy.ts';

/** Candidates that a process learns from at most: its work grows with their square. */
const mostObserved = 250;
/** The latest failures that it learns from at most. */
const mostFailed = 100;
/** Those of the best scores, among which the one believed the best is looked for. */
const believedBest = 50;
/** The best ones, whose neighbours are looked at. */
const near = 10;
const first = { draws: 500, neighbours: 40 };
/** What is most promising of the first look is looked at again, with the neighbours of the very best of it. */
const kept = { promising: 200, near: 20, neighbours: 20 };

const designed = { strategy: 'gp', why: 'spread over the space before there is a model' };

/**
 * A Gaussian process with expected improvement (Jones et al. 1998; Snoek et al. 2012) over the space's parameters in [0, 1]. Of a batch each
 * is chosen as if those before it had come out as expected (Ginsbourger et al. 2010, the kriging believer). It learns from the
 * largest budget at which there are more candidates than parameters. What may fail counts by the probability that it does not (Schonlau
 * et al. 1998). It begins with a Latin hypercube (McKay et al. 1979).
 */
export const gpSearch: Strategy = (context) => {
  const proposals = createProposals(context);
  const known = modelled(context);
  if (known === undefined) latinHypercube(context, proposals);
  else proposeByModel(known, context, proposals);
  return [...proposals.fill({ strategy: 'gp', why: 'drawn at random: the model has nothing more to propose' })];
};

type Scored = Outcome & { readonly value: number };

/**
 * What `count` more candidates are expected to gain over the best score at most, in the metric's unit. Undefined before there is a model, and with several
 * objectives, whose values are no scores.
 */
export function expectedGain(context: ProposalContext): number | undefined {
  const known = context.minimise.length > 0 ? undefined : modelled(context);
  return known && proposeByModel(known, context, createProposals(context));
}

/** What the process learns from. */
interface Known {
  /** Best first. */
  readonly scored: readonly Scored[];
  readonly failed: readonly Candidate[];
}

/** Undefined where it is too little. */
function modelled(context: ProposalContext): Known | undefined {
  const outcomes = outcomesOf(context);
  const scored = comparable(ranked(outcomes), context);
  if (scored.length <= Math.min(20, Object.keys(context.space).length)) return undefined;
  // A machine that was lost says nothing of the candidate.
  const failed = outcomes.filter((outcome) => outcome.value === undefined && outcome.failed);
  const own = failed.filter(({ observation }) => observation.reason !== 'lost').slice(-mostFailed);
  return { scored, failed: own.map(({ candidate }) => candidate) };
}

/** Outcomes of one budget, best first: the largest that has enough of them, else the one that has most. */
function comparable(outcomes: readonly Scored[], { space }: ProposalContext): Scored[] {
  const byEpochs = new Map<number, Scored[]>();
  for (const outcome of outcomes) {
    const group = byEpochs.get(outcome.epochs);
    if (group === undefined) byEpochs.set(outcome.epochs, [outcome]);
    else group.push(outcome);
  }
  // Larger budgets come first in the ranking.
  const groups = [...byEpochs.values()];
  const enough = groups.find((group) => group.length > Object.keys(space).length);
  return enough ?? groups.reduce((most, group) => (group.length > most.length ? group : most), []);
}

/** Every parameter's range cut into as many parts as there are candidates wanted, each part used once. */
function latinHypercube({ space, random }: ProposalContext, proposals: Proposals): void {
  const count = proposals.wanted;
  const columns = Object.keys(space).map(() =>
    random.shuffle(Array.from({ length: count }, (_, part) => (part + random.next()) / count)),
  );
  for (let at = 0; at < count; at++) {
    proposals.add(
      candidateAt(
        space,
        Float64Array.from(columns, (column) => column[at] ?? 0.5),
      ),
      designed,
    );
  }
}

/** Gives what they are expected to gain at most, in the unit of the values. */
function proposeByModel({ scored, failed }: Known, context: ProposalContext, proposals: Proposals): number {
  const { space } = context;
  const used = scored.slice(0, mostObserved);
  const { values, unit } = standardise(used.map(({ value }) => value));
  const pointsOf = (candidates: readonly Candidate[]) => candidates.map((candidate) => unitsOf(space, candidate));
  const categories = Object.values(space).map(({ type }) => type === 'choice');
  const observations: Observations = { points: pointsOf(used.map(({ candidate }) => candidate)), values, categories };
  const hyperparameters = fitHyperparameters(observations);
  const beliefAbout = posteriorOf(observations, hyperparameters);
  const feasibility = feasibilityOf({ completed: observations.points, failed: pointsOf(failed) }, categories);
  // What is believed of the best, not its score, which is partly luck (Picheny et al. 2013).
  const best = Math.max(...beliefAbout(observations.points.slice(0, believedBest)).mean);
  /** The belief about each candidate, and by it and what may fail the gain to be expected, as the belief stands when it is asked for. */
  const lookAt = (pool: readonly Candidate[]) => {
    const points = pointsOf(pool);
    const belief = beliefAbout(points);
    const feasible = feasibility(points);
    const gainOf = (at: number): number =>
      (feasible[at] ?? 1) * expectedImprovement(belief.mean[at] ?? 0, belief.variance[at] ?? 0, best);
    return { ...belief, gainOf };
  };
  const poolNear = (candidates: readonly Candidate[], sizes: typeof first): Candidate[] =>
    poolOf(context, { isNew: proposals.isNew, near: candidates, sizes });

  const wide = poolNear(
    used.slice(0, near).map(({ candidate }) => candidate),
    first,
  );
  const firstLook = lookAt(wide);
  const order = wide
    .map((candidate, at) => ({ candidate, gain: firstLook.gainOf(at) }))
    .sort((left, right) => right.gain - left.gain)
    .map(({ candidate }) => candidate);
  const close = poolNear(order.slice(0, kept.near), { draws: 0, neighbours: kept.neighbours });
  const pool = [...order.slice(0, kept.promising), ...close];

  const { mean, variance, condition, gainOf } = lookAt(pool);
  const beliefs: { mean: number; variance: number }[] = [];
  while (proposals.wanted > 0) {
    let chosen = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < pool.length; at++) {
      const gain = gainOf(at);
      if (gain > most && proposals.isNew(pool[at] ?? {})) [chosen, most] = [at, gain];
    }
    const candidate = pool[chosen];
    if (candidate === undefined) break;
    beliefs.push({ mean: mean[chosen] ?? 0, variance: variance[chosen] ?? 1 });
    proposals.add(candidate, { strategy: 'gp', why: 'the largest expected improvement' });
    condition(chosen);
  }
  return unit * expectedBestImprovement(beliefs, best);
}
