import type { Deployment } from '../compute.ts';
import { roomOn } from '../money/choose-tier.ts';
import type { EstimatedRound } from '../money/estimate.ts';
import { predictPack } from '../packing.ts';
import { createRandom } from '../random.ts';
import type { Observation } from '../trial.ts';
import { packable, placePacks, shapeOf } from './packs-file.ts';
import { defaultRoundTrials, planRound } from './plan.ts';
import type { Plan } from './plan-file.ts';
import type { PreparedSearch } from './settings.ts';

/** Candidates that are planned one by one; of a larger search's rounds, these stand for all. */
const mostPlanned = 2000;

export interface Rehearsal {
  readonly rounds: readonly EstimatedRound[];
  /** Predicted seconds of all trials, were each a pack of its own. */
  readonly secondsAlone: number;
  readonly trials: number;
  readonly firstPlan: Plan;
}

/**
 * The rounds that a search would have, with scores by lot: which candidates go on is chance, how many is not. Its limits of time,
 * dollars, target and patience are left out. Pure.
 */
export function rehearse(search: PreparedSearch, deployment: Deployment): Rehearsal {
  const { settings } = search;
  const { trials } = settings.budget;
  const planned = Math.min(trials, mostPlanned);
  const scale = trials / planned;
  const memoryMiB = roomOn(deployment, settings.compute.tier);
  const smaller = { ...search, settings: asRehearsed(settings, planned), memoryMiB };
  // A bracket has all its candidates in one round; else there are more rounds.
  const isBracket = settings.budget.roundTrials === undefined && defaultRoundTrials(settings) === Infinity;
  const rounds: EstimatedRound[] = [];
  const shape = shapeOf(search);
  let secondsAlone = 0;
  let count = 0;
  let firstPlan: Plan | undefined;
  let history: Observation[] = [];
  for (let round = 0; ; round++) {
    const plan = planRound(smaller, history, round);
    firstPlan ??= plan;
    if (plan.packs.length === 0) return { rounds, secondsAlone, trials: count, firstPlan };
    const packs = placePacks(plan, search, deployment).map(({ tier, trials: own, seconds, productSeconds }) => ({
      tier,
      trials: own.length,
      seconds,
      productSeconds,
    }));
    rounds.push({ packs, times: isBracket ? 1 : scale, weight: isBracket ? scale : 1 });
    for (const trial of plan.trials) secondsAlone += scale * predictPack([packable(trial)], shape).seconds;
    count += scale * plan.trials.length;
    history = [...history, ...observe(plan)];
  }
}

/** Scores by lot teach a model nothing: what it would propose costs what draws do, and draws are had at once. */
const stoodInFor: ReadonlySet<string> = new Set(['auto', 'gp', 'tpe', 'bohb']);

function asRehearsed(settings: PreparedSearch['settings'], trials: number): PreparedSearch['settings'] {
  const { budget, stopping, strategy } = settings;
  // Hyperband's rounds are whole brackets.
  const usual = stopping.rule === 'hyperband' ? undefined : defaultRoundTrials(settings);
  const roundTrials = budget.roundTrials ?? (usual && Math.min(trials, usual));
  return {
    ...settings,
    strategy: stoodInFor.has(strategy) ? 'random' : strategy,
    budget: { ...budget, trials, roundTrials },
  };
}

function observe({ round, trials, stopped }: Plan): Observation[] {
  const byCandidate = new Map<string, string[]>();
  for (const { id, candidateId } of trials) byCandidate.set(candidateId, [...(byCandidate.get(candidateId) ?? []), id]);
  return [
    ...stopped.map(({ candidateId, candidate, epochs }) => ({
      candidateId,
      candidate,
      epochs,
      round,
      state: 'stopped' as const,
      trials: [],
    })),
    ...trials
      .filter(({ fold }) => fold === 0)
      .map(({ candidateId, candidate, budget: { epochs }, relax, inherits }) => ({
        candidateId,
        candidate,
        epochs,
        round,
        state: 'completed' as const,
        ...(relax === undefined ? { score: createRandom(`estimate/${candidateId}`).next() } : { relax }),
        inherits,
        trials: byCandidate.get(candidateId) ?? [],
      })),
  ];
}
