import { type Curve, type Ending, extrapolator } from '../curves/extrapolate.ts';
import { keptEpochs } from '../curves/kept-points.ts';
import { normalProbability } from '../normal.ts';
import { expectedImprovement } from '../surrogates/acquisition.ts';
import type { Observation } from '../trial.ts';
import { geometricRungs, nextRung, type RungOptions } from './rungs.ts';
import { type Standing, standings } from './standing.ts';
import type { StoppingContext, StoppingRule } from './stopping-rule.ts';

/** A candidate that is less likely than this to beat the best ends (Domhan et al. 2015). */
const leastChance = 0.05;

/**
 * Freeze-thaw (the idea of Swersky et al. 2014): learning curves are extrapolated to the full budget. A candidate that will hardly
 * beat the best there ends. The others are frozen, and of those the most promising one in `factor`, by expected improvement, are thawed
 * for one rung. It waits for nobody.
 */
export const freezeThaw = (options: RungOptions = {}): StoppingRule => ({
  readsCurves: true,
  rungs: (epochs) => geometricRungs(epochs, options),
  decide(context) {
    const rungs = geometricRungs(context.epochs, options);
    const standing = standings(context);
    const frozen = endingsOf(context, standing);
    const best = bestOf(context, standing, frozen);
    if (best === undefined) return { promote: [], stop: [] };
    const judged = frozen.map(({ candidate, epochs, ending }) => ({
      candidate,
      next: nextRung(rungs, epochs) ?? context.epochs,
      ending,
      chance: best.mean >= perfectOf(context) && best.finished ? 0 : chanceOf(ending, best),
      gain: expectedImprovement(ending.mean, ending.deviation ** 2, best.mean),
    }));
    const hopeful = judged.filter(({ chance }) => chance >= leastChance);
    return {
      promote: hopeful
        .toSorted((left, right) => right.gain - left.gain)
        .slice(0, Math.ceil(hopeful.length / (options.factor ?? 3)))
        .map(({ candidate, next }) => ({ candidate, epochs: next })),
      stop: judged
        .filter(({ chance }) => chance < leastChance)
        .map(({ candidate, ending }) => ({ candidate, reason: inWords(ending, best, context) })),
    };
  },
});

interface Frozen extends Standing {
  readonly ending: Ending;
}

interface Best extends Ending {
  /** It has had the full budget. */
  readonly finished: boolean;
}

const perfectOf = (context: StoppingContext): number =>
  context.perfect === undefined ? Number.POSITIVE_INFINITY : signOf(context) * context.perfect;

const signOf = ({ maximise }: StoppingContext): number => (maximise ? 1 : -1);

/** What those that live are expected to end with; higher is better. */
function endingsOf(context: StoppingContext, standing: readonly Standing[]): Frozen[] {
  const known = standing.map(({ observations }) => curveOf(observations, signOf(context)));
  const extrapolate = extrapolator(context.epochs, riseOf(known));
  return standing.flatMap((each, at) => {
    const curve = known[at];
    if (!each.live || curve === undefined || curve.scores.length === 0) return [];
    const { mean, deviation } = extrapolate(curve);
    return [{ ...each, ending: { mean: Math.min(mean, perfectOf(context)), deviation } }];
  });
}

/** The curve of its largest budget; without one, its scores at the budgets it was observed at. */
function curveOf(observations: readonly Observation[], sign: number): Curve {
  const completed = observations.filter(({ state }) => state === 'completed');
  const last = completed.at(-1);
  if (last?.curve !== undefined) {
    return { epochs: keptEpochs(last.epochs), scores: last.curve.map((score) => sign * score) };
  }
  const scored = completed.flatMap(({ epochs, score }) => (score === undefined ? [] : [{ epochs, score }]));
  return { epochs: scored.map(({ epochs }) => epochs), scores: scored.map(({ score }) => sign * score) };
}

/** How far a curve of the search rises, the median; where none is known, how far scores lie apart. */
function riseOf(curves: readonly Curve[]): number {
  const rangeOf = (values: readonly number[]): number => {
    const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ] as [number, number]);
    return Math.max(0, high - low);
  };
  const rises = curves
    .filter(({ scores }) => scores.length > 1)
    .map(({ scores }) => rangeOf(scores))
    .sort((a, b) => a - b);
  return rises[Math.floor(rises.length / 2)] ?? rangeOf(curves.flatMap(({ scores }) => scores));
}

/** The best score of the full budget; before there is one, the best that is expected. */
function bestOf(context: StoppingContext, standing: readonly Standing[], frozen: readonly Frozen[]): Best | undefined {
  const scores = standing.flatMap(({ observations }) =>
    observations.flatMap(({ epochs, state, score }) =>
      epochs === context.epochs && state === 'completed' && score !== undefined ? [signOf(context) * score] : [],
    ),
  );
  if (scores.length > 0) return { mean: scores.reduce((a, b) => Math.max(a, b)), deviation: 0, finished: true };
  const [first, ...others] = frozen.map(({ ending }) => ending);
  return first && { ...others.reduce((a, b) => (b.mean > a.mean ? b : a), first), finished: false };
}

/** The probability that one ends above the other. The best has even chances with itself. */
const chanceOf = (one: Ending, other: Ending): number =>
  normalProbability((one.mean - other.mean) / Math.hypot(one.deviation, other.deviation));

function inWords({ mean, deviation }: Ending, best: Best, context: StoppingContext): string {
  const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(deviation))));
  const shown = (score: number): string => (signOf(context) * score).toFixed(decimals);
  const ofBest = `the best ${best.finished ? 'has' : 'will end near'} ${shown(best.mean)}`;
  return `will end near ${shown(mean)} ± ${deviation.toFixed(decimals)}; ${ofBest}`;
}
