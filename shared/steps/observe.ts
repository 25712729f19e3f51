import type { Candidate } from '../candidate.ts';
import type { Costs } from '../costs.ts';
import type { Inheritance } from '../proposal.ts';
import type { CompletedTrial, Observation, Trial } from '../trial.ts';
import type { Plan, PlannedTrial } from './plan-file.ts';

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sample standard deviation; undefined for a single value. */
function deviationOf(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** A result without what a round's memory need not hold. */
export type ObservedTrial =
  | Exclude<Trial, CompletedTrial>
  | (Omit<CompletedTrial, 'curve' | 'metrics'> & { readonly points?: readonly number[] });

const isCompleted = (trial: ObservedTrial): trial is Extract<ObservedTrial, { state: 'completed' }> =>
  trial.state === 'completed';

/** A candidate's trials of one budget, one a fold in the folds' order, as one observation. There is at least one. */
export function observe(trials: readonly [ObservedTrial, ...ObservedTrial[]], round: number): Observation {
  const { candidateId, candidate, budget } = trials[0];
  const identity = { candidateId, candidate, epochs: budget.epochs, round, trials: trials.map(({ id }) => id) };
  if (trials[0].state === 'relaxed') return { ...identity, state: 'completed', relaxed: trials[0].relaxed };
  const completed = trials.filter(isCompleted);
  if (completed.length < trials.length) {
    const failed = trials.find((trial) => trial.state === 'failed');
    return failed === undefined
      ? { ...identity, state: 'stopped' }
      : { ...identity, state: 'failed', reason: failed.reason };
  }
  const scores = completed.map(({ score }) => score);
  return {
    ...identity,
    state: 'completed',
    score: meanOf(scores),
    deviation: deviationOf(scores),
    loss: meanOf(completed.map(({ loss }) => loss)),
    parameters: completed[0]?.parameters,
    bestEpoch: Math.max(1, Math.round(meanOf(completed.map(({ bestEpoch }) => bestEpoch)))),
    curve: meanCurve(completed.map(({ points }) => points)),
  };
}

function inheritanceOf(trial: PlannedTrial | undefined): Inheritance | undefined {
  if (trial?.inherits === undefined) return undefined;
  const { candidateId, epochs, from } = trial.inherits;
  return { candidateId, epochs, from };
}

/** Undefined where a fold's curve was not kept. */
function meanCurve(curves: readonly (readonly number[] | undefined)[]): number[] | undefined {
  const kept = curves.filter((curve) => curve !== undefined);
  return kept.length < curves.length
    ? undefined
    : kept[0]?.map((_, at) => Number(meanOf(kept.map((curve) => curve[at] ?? Number.NaN)).toPrecision(6)));
}

/**
 * The round's observations in the plan's order, whatever the order its trials ended in; then the candidates it stopped. One
 * that has no result on some fold, as its pack was paused, is not observed yet. `costsFor`: what is told of a candidate's costs.
 */
export function observeRound(
  plan: Plan,
  results: ReadonlyMap<string, ObservedTrial>,
  costsFor: (candidate: Candidate) => Costs = () => ({}),
): Observation[] {
  const withCosts = (candidate: Candidate): Pick<Observation, 'costs'> => {
    const costs = costsFor(candidate);
    return Object.keys(costs).length === 0 ? {} : { costs };
  };
  const byCandidate = new Map<string, [ObservedTrial, ...ObservedTrial[]]>();
  const open = new Set<string>();
  for (const { id, candidateId } of plan.trials) {
    const result = results.get(id);
    const group = byCandidate.get(candidateId);
    if (result === undefined) open.add(candidateId);
    else if (group === undefined) byCandidate.set(candidateId, [result]);
    else group.push(result);
  }
  const whole = [...byCandidate].filter(([candidateId]) => !open.has(candidateId));
  const planned = new Map(plan.trials.map((trial) => [trial.candidateId, trial]));
  const observed = whole.map(([candidateId, trials]) => ({
    ...observe(trials, plan.round),
    ...(planned.get(candidateId)?.relax === undefined ? withCosts(trials[0].candidate) : {}),
    origin: planned.get(candidateId)?.origin,
    relax: planned.get(candidateId)?.relax,
    inherits: inheritanceOf(planned.get(candidateId)),
  }));
  const stopped = plan.stopped.map(({ candidateId, candidate, epochs }) => ({
    candidateId,
    candidate,
    epochs,
    round: plan.round,
    state: 'stopped' as const,
    ...withCosts(candidate),
    trials: [],
  }));
  return [...observed, ...stopped];
}
