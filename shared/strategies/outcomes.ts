import type { Candidate } from '../candidate.ts';
import type { Observation } from '../trial.ts';
import type { ProposalContext } from './strategy.ts';

/** What is known of a candidate: its result at the largest budget it has one at. */
export interface Outcome {
  readonly candidateId: string;
  readonly candidate: Candidate;
  /** Of the value; 0 without one. Values at different epochs do not compare. */
  readonly epochs: number;
  /** Higher is better, whatever the metric; undefined where it has no score. */
  readonly value: number | undefined;
  /** Whether it failed at any budget: it diverged, took too long or too much memory. */
  readonly failed: boolean;
  readonly observation: Observation;
  /** What was first observed of it: its origin, and the round it was proposed for. */
  readonly first: Observation;
}

/**
 * Each candidate once, in the order they were first observed. With several objectives the value is one weighing of them, drawn anew for each
 * call (Knowles 2006, ParEGO: the augmented Tchebycheff function), so that what learns from values covers the whole front in time.
 */
export function outcomesOf(context: Pick<ProposalContext, 'history' | 'maximise' | 'minimise' | 'random'>): Outcome[] {
  const { history, maximise, minimise } = context;
  const byId = new Map<string, { first: Observation; best: Observation; failed: boolean }>();
  for (const given of history) {
    const observation = Number.isFinite(given.score) ? given : { ...given, score: undefined };
    const known = byId.get(observation.candidateId);
    if (known === undefined) {
      byId.set(observation.candidateId, { first: given, best: observation, failed: observation.state === 'failed' });
      continue;
    }
    if (observation.state === 'failed') known.failed = true;
    const better =
      observation.score !== undefined && (known.best.score === undefined || observation.epochs > known.best.epochs);
    if (better) known.best = observation;
  }
  const all = [...byId.entries()].map(([candidateId, { first, best, failed }]) => ({
    candidateId,
    candidate: best.candidate,
    epochs: best.score === undefined ? 0 : best.epochs,
    value: best.score === undefined ? undefined : maximise ? best.score : -best.score,
    failed,
    observation: best,
    first,
  }));
  return minimise.length === 0 ? all : weigh(all, context);
}

/** Share of the plain sum in the augmented Tchebycheff function (Knowles 2006). */
const augmentation = 0.05;

function weigh(
  outcomes: readonly Outcome[],
  { minimise, random }: Pick<ProposalContext, 'minimise' | 'random'>,
): Outcome[] {
  const goals: ((outcome: Outcome) => number)[] = [
    ({ value }) => -(value ?? Number.NaN),
    // Costs span decades.
    ...minimise.map(
      (name) =>
        ({ observation }: Outcome) =>
          Math.log1p(observation.costs?.[name] ?? 0),
    ),
  ];
  const draws = random.fork('weights');
  const raw = goals.map(() => -Math.log(1 - draws.next()));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const scaled = goals.map((goal, at) => {
    const values = outcomes.map(goal).filter(Number.isFinite);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const weight = (raw[at] ?? 0) / total;
    return (outcome: Outcome) => (high > low ? (weight * (goal(outcome) - low)) / (high - low) : 0);
  });
  return outcomes.map((outcome) => {
    if (outcome.value === undefined) return outcome;
    const parts = scaled.map((part) => part(outcome));
    return { ...outcome, value: -(Math.max(...parts) + augmentation * parts.reduce((sum, part) => sum + part, 0)) };
  });
}

/** Outcomes with a value, best first: a larger budget ranks before a smaller one, ties go to the lower loss, then to the earlier. */
export const ranked = (outcomes: readonly Outcome[]): (Outcome & { readonly value: number })[] =>
  outcomes
    .flatMap((outcome) => (outcome.value === undefined ? [] : [{ ...outcome, value: outcome.value }]))
    .sort((left, right) => right.epochs - left.epochs || right.value - left.value || lossOf(left) - lossOf(right));

const lossOf = ({ observation }: Outcome): number => observation.loss ?? 0;
