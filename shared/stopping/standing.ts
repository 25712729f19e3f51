import type { Candidate } from '../candidate.ts';
import { byFrontAndCrowding } from '../objectives/dominance.ts';
import { pointOf } from '../objectives/objective.ts';
import type { Observation } from '../trial.ts';
import type { StoppingContext } from './stopping-rule.ts';

/** Where a candidate stands: at the largest budget it was observed at. */
export interface Standing {
  readonly candidateId: string;
  readonly candidate: Candidate;
  readonly epochs: number;
  /** Oldest first. */
  readonly observations: readonly [Observation, ...Observation[]];
  /** Neither failed nor stopped, and with budgets left to climb. */
  readonly live: boolean;
}

/** Every candidate once, in the order it was first observed. */
export function standings({ history, epochs }: Pick<StoppingContext, 'history' | 'epochs'>): Standing[] {
  const byId = new Map<string, [Observation, ...Observation[]]>();
  for (const observation of history) {
    const known = byId.get(observation.candidateId);
    if (known === undefined) byId.set(observation.candidateId, [observation]);
    else known.push(observation);
  }
  return [...byId].map(([candidateId, observations]) => {
    const reached = Math.max(...observations.map((observation) => observation.epochs));
    const live = reached < epochs && observations.every(({ state }) => state === 'completed');
    return { candidateId, candidate: observations[0].candidate, epochs: reached, observations, live };
  });
}

/** A candidate's result at a rung. */
export interface RungScore {
  readonly candidateId: string;
  readonly score: number;
  readonly loss: number;
}

/**
 * The scores seen at exactly this budget, best first: ties go to the lower loss, then to the lower id. With several objectives the
 * order is by front, then the less crowded first (Deb et al. 2002, as Schmucker et al. 2021 promote by).
 */
export function scoresAt(context: StoppingContext, epochs: number): RungScore[] {
  const { history, maximise, minimise } = context;
  const scores = new Map<string, RungScore & Pick<Observation, 'costs'>>();
  for (const { candidateId, score, loss = Number.POSITIVE_INFINITY, epochs: observed, costs } of history) {
    if (observed === epochs && score !== undefined) scores.set(candidateId, { candidateId, score, loss, costs });
  }
  const sorted = [...scores.values()].sort(
    (left, right) =>
      (maximise ? compare(right.score, left.score) : compare(left.score, right.score)) ||
      compare(left.loss, right.loss) ||
      (left.candidateId < right.candidateId ? -1 : 1),
  );
  const ordered =
    minimise.length === 0
      ? sorted
      : byFrontAndCrowding(sorted.map((score) => pointOf(score, context))).flatMap((index) => sorted[index] ?? []);
  return ordered.map(({ candidateId, score, loss }) => ({ candidateId, score, loss }));
}

const compare = (left: number, right: number): number => (left < right ? -1 : left > right ? 1 : 0);
