import type { Candidate, ParameterValue } from '../candidate.ts';
import type { Origin } from '../proposal.ts';
import type { ParametersRelaxation, Relaxed, StructureRelaxation } from '../relaxation.ts';
import { completeCandidate, neighbourOf } from '../search-space/change.ts';
import { fromUnit, toUnit } from '../search-space/unit.ts';
import { type SearchSpace, sampleCandidate } from '../search-space.ts';
import { defaultSupernet } from '../supernet.ts';
import type { Observation } from '../trial.ts';
import { outcomesOf, ranked } from './outcomes.ts';
import { createProposals, type Proposals } from './proposals.ts';
import { parameterRanges, structureChoices, unitsIn } from './relaxable.ts';
import type { ProposalContext, Strategy } from './strategy.ts';

/** Relaxations of one round may cost up to this share of the trials that are left. */
const affordable = 1 / 3;
/** Candidates that hypergradients start from, in one round; and rounds of them in a search. */
const refined = 2;
const refinements = 3;
/** How far from the best candidate's hyperparameters their descents start, in shares of their ranges. */
const startScale = 0.15;
/** Of a round's remaining proposals, neighbours of the best few; the others are drawn. */
const neighbourShare = 0.5;
const bestFew = 3;
/** Draws that a relaxation's cost is compared with. */
const drawn = 50;

/** Where a supernet's own training starts, in its ranges: settings that few networks fail with. */
const calm: Readonly<Record<string, number>> = { l2: 0.3, dropout: 0.1, labelSmoothing: 0.1, weightDecay: 0.5 };
const learningRates = [0.5, 0.7, 0.35, 0.6];

/** What a supernet starts from: as deep as can be, so that every parameter exists; restarts differ in the rest. */
function supernetStart(
  { space, random }: Pick<ProposalContext, 'space' | 'random'>,
  choices: StructureRelaxation['choices'],
  restart: number,
  batchSize: ParameterValue | undefined,
): Candidate {
  const values: Record<string, ParameterValue> = { optimizer: 'adam', schedule: 'constant' };
  const places = { ...calm, learningRate: learningRates[restart % learningRates.length] ?? 0.5 };
  for (const [name, place] of Object.entries(places)) {
    const distribution = space[name];
    if (distribution !== undefined) values[name] = fromUnit(distribution, place);
  }
  if (choices.depth !== undefined) values.depth = Math.max(...choices.depth.map(Number));
  if (batchSize !== undefined) values.batchSize = batchSize;
  return completeCandidate(space, values, random);
}

/** Trials that a supernet counts as: its hidden units over a usual candidate's, and four passes instead of one in second order. */
function supernetTrials(
  { space, random }: Pick<ProposalContext, 'space' | 'random'>,
  start: Candidate,
  choices: StructureRelaxation['choices'],
  secondOrder: boolean,
): number {
  const widest = Object.entries(choices).map(([name, options]) => [name, Math.max(...options.map(Number))] as const);
  const numbers = Object.fromEntries(widest.filter(([name]) => name === 'depth' || name.startsWith('width')));
  const draws = random.fork('cost');
  const usual = Array.from({ length: drawn }, () => unitsIn(sampleCandidate(space, draws)));
  const mean = usual.reduce((sum, units) => sum + units, 0) / drawn;
  return Math.max(1, Math.round((unitsIn({ ...start, ...numbers }) / mean) * (secondOrder ? 2.5 : 1)));
}

const share = (probability: number): string => probability.toFixed(2);

/** `layer 1: 32 units 0.61; tanh 0.83`: the likelihoods of the architecture's choices. */
function whyStructure(candidate: Candidate, { trace }: Relaxed): string {
  if (trace.kind !== 'structure') return 'from a relaxation';
  const parts = Object.entries(trace.choices).flatMap(([name, options]) => {
    const own = options.find(({ value }) => value === candidate[name]);
    if (own === undefined) return [];
    const layer = /^width\.(\d+)$/.exec(name)?.[1];
    const what = layer === undefined ? `${name} ${String(own.value)}` : `layer ${layer}: ${String(own.value)} units`;
    return [`${what} ${share(own.probability)}`];
  });
  return parts.join(', ');
}

const whyParameters = (candidate: Candidate, { trace }: Relaxed): string =>
  `hypergradients: ${
    trace.kind === 'parameters'
      ? Object.keys(trace.values)
          .map((name) => `${name} ${String(candidate[name])}`)
          .join(', ')
      : ''
  }`;

/** The candidates that relaxations led to and that nothing was made of yet, the likeliest of each first. */
function proposeDerived(
  proposals: Proposals,
  { space, history, random }: ProposalContext,
  relaxations: readonly Observation[],
): void {
  const used = new Set(history.map(({ origin }) => origin?.parent));
  const open = relaxations.filter((own) => own.relaxed !== undefined && !used.has(own.candidateId));
  const longest = Math.max(0, ...open.map(({ relaxed }) => relaxed?.derived.length ?? 0));
  for (let rank = 0; rank < longest; rank++) {
    for (const { candidateId: parent, relaxed } of open) {
      const given = relaxed?.derived[rank]?.candidate;
      if (given === undefined || relaxed === undefined) continue;
      const candidate = completeCandidate(space, given, random.fork(`${parent}/${rank}`));
      const why =
        relaxed.trace.kind === 'structure' ? whyStructure(candidate, relaxed) : whyParameters(candidate, relaxed);
      proposals.add(candidate, { strategy: 'gradient', parent, why });
    }
  }
}

/** Candidates like this one, with its relaxed hyperparameters a little off: where a descent starts. */
function descentStart(
  space: SearchSpace,
  from: Candidate,
  ranges: ParametersRelaxation['ranges'],
  random: ProposalContext['random'],
): Candidate {
  const values: Record<string, ParameterValue> = { ...from };
  for (const name of Object.keys(ranges)) {
    const distribution = space[name];
    const value = from[name];
    if (distribution === undefined || value === undefined) continue;
    const place = toUnit(distribution, value) + startScale * random.normal();
    values[name] = fromUnit(distribution, Math.min(0.95, Math.max(0.05, place)));
  }
  return completeCandidate(space, values, random);
}

/**
 * Differentiable search: supernets over the structure (Liu et al. 2019), from which the likeliest architectures are tried; then
 * hypergradients (Franceschi et al. 2017) from the best candidates, whose ends are tried; and so on. What is left of a round are
 * neighbours of the best, and draws. In a space that is none of networks these are all.
 */
export const gradientSearch: Strategy = (context) => {
  const { space, random, remaining, relaxations = [], supernet = defaultSupernet } = context;
  const { secondOrder, gumbel: sampled, restarts } = supernet;
  const proposals = createProposals(context);
  const outcomes = ranked(outcomesOf(context));
  proposeDerived(proposals, context, relaxations);

  const choices = structureChoices(space);
  const structures = relaxations.filter(({ relax }) => relax?.kind === 'structure');
  const parameters = relaxations.filter(({ relax }) => relax?.kind === 'parameters');
  // Relaxations count as more than the one trial that a proposal does.
  let left = affordable * (remaining - proposals.list.length);
  const relax = (
    candidate: Candidate,
    origin: Origin,
    relaxation: StructureRelaxation | ParametersRelaxation,
  ): boolean => {
    if (relaxation.trials > left || !proposals.add(candidate, origin, { relax: relaxation })) return false;
    left -= relaxation.trials;
    return true;
  };

  if (choices !== undefined && structures.length === 0) {
    const first = supernetStart(context, choices, 0, undefined);
    const trials = supernetTrials(context, first, choices, secondOrder);
    for (let restart = 0; restart < restarts; restart++) {
      const start = restart === 0 ? first : supernetStart(context, choices, restart, first.batchSize);
      const relaxation = { kind: 'structure', choices, secondOrder, sampled, restart, trials } as const;
      relax(start, { strategy: 'gradient', why: `supernet ${restart + 1}` }, relaxation);
    }
  }

  const turns = new Set(parameters.map(({ round }) => round));
  const tried = new Set(parameters.map(({ origin }) => origin?.parent));
  const settled = choices === undefined || structures.length > 0;
  const waiting = relaxations.some(
    (own) => own.relaxed !== undefined && proposals.list.some(({ origin }) => origin.parent === own.candidateId),
  );
  if (settled && !waiting && turns.size < refinements) {
    for (const { candidate, candidateId: parent } of outcomes.slice(0, refined)) {
      const ranges = parameterRanges(space, candidate);
      if (ranges === undefined || tried.has(parent)) continue;
      const trials = 1 + 2 * Object.keys(ranges).length;
      const start = descentStart(space, candidate, ranges, random.fork(`descent/${parent}`));
      relax(
        start,
        { strategy: 'gradient', parent, why: 'hypergradients from here' },
        { kind: 'parameters', ranges, trials },
      );
    }
  }

  const neighbours = Math.floor(neighbourShare * proposals.wanted);
  const best = outcomes.slice(0, bestFew);
  for (let count = 0; count < neighbours && best.length > 0; count++) {
    const from = best[count % best.length];
    const candidate = from && neighbourOf(space, from.candidate, random);
    if (from === undefined || candidate === undefined) continue;
    proposals.add(candidate, { strategy: 'gradient', why: 'beside one of the best', parent: from.candidateId });
  }
  return [...proposals.fill({ strategy: 'gradient', why: 'drawn' })];
};
