import { type Constraint, constraintText, keeps } from './constraint.ts';
import { nonDominatedRanks } from './dominance.ts';
import type { Goals } from './goals.ts';
import { hypervolume } from './hypervolume.ts';
import { type Objective, pointOf, type Scored } from './objective.ts';

/** How far the reference lies beyond the worst of the front, as a share of its range: its ends count too (Ishibuchi et al. 2018). */
const beyond = 0.1;

/** The constraints that it breaks. */
export const broken = ({ score, costs }: Scored, constraints: readonly Constraint[]): Constraint[] =>
  constraints.filter((constraint) => !keeps(constraint, constraint.of === 'score' ? score : costs?.[constraint.of]));

/** Those that no other dominates, in the order given; of equals by all objectives the first. */
export function paretoFront<T extends Scored>(candidates: readonly T[], goals: Goals): T[] {
  const points = candidates.map((candidate) => pointOf(candidate, goals));
  const ranks = nonDominatedRanks(points);
  const taken = new Set<string>();
  return candidates.filter((_, index) => {
    const place = points[index]?.join() ?? '';
    if (ranks[index] !== 0 || taken.has(place)) return false;
    taken.add(place);
    return true;
  });
}

/** Each objective's best and worst on the front, and the front in shares of what lies between. */
function scaled(front: readonly Scored[], goals: Goals) {
  const points = front.map((each) => pointOf(each, goals));
  const objectives: Objective[] = ['score', ...goals.minimise];
  const ranges = objectives.map((name, at) => {
    const values = points.map((point) => point[at] ?? 0);
    return { name, low: Math.min(...values), high: Math.max(...values) };
  });
  const shares = points.map((point) =>
    ranges.map(({ low, high }, at) => (high > low ? ((point[at] ?? 0) - low) / (high - low) : 0)),
  );
  return { ranges, shares };
}

export interface FrontVolume {
  /** Share of the box between `best` and `reference` that the front dominates, costs on a logarithmic scale. */
  readonly hypervolume: number;
  readonly best: Partial<Record<Objective, number>>;
  readonly reference: Partial<Record<Objective, number>>;
}

/** The front's hypervolume. The box reaches from the best of each objective to a tenth of the front's range beyond the worst. */
export function frontVolume(front: readonly Scored[], goals: Goals): FrontVolume {
  const { ranges, shares } = scaled(front, goals);
  // An objective by which all are equal adds nothing to tell apart.
  const varied = ranges.flatMap(({ low, high }, at) => (high > low ? [at] : []));
  const points = shares.map((share) => varied.map((at) => share[at] ?? 0));
  const bound = 1 + beyond;
  const whole = bound ** varied.length;
  const inUnits = (place: (range: (typeof ranges)[number]) => number) =>
    Object.fromEntries(
      ranges.map((range) => {
        const value = place(range);
        const inUnit = range.name !== 'score' ? Math.exp(value) : goals.maximise ? 0 - value : value;
        // Not the rounding of the logarithm.
        return [range.name, Number(inUnit.toPrecision(12))];
      }),
    );
  return {
    hypervolume:
      varied.length === 0
        ? 1
        : hypervolume(
            points,
            varied.map(() => bound),
          ) / whole,
    best: inUnits(({ low }) => low),
    reference: inUnits(({ low, high }) => high + beyond * (high - low)),
  };
}

/**
 * The front, the one to choose first: least sum of weighted distances from the best of each objective, in shares of the front's
 * range, costs on a logarithmic scale (Chiu, Yen & Juan 2016, the minimum Manhattan distance). With equal weights, the default, it is the
 * knee: with two objectives the point farthest from the line between the front's ends (Das 1999). Ties keep their order.
 */
export function byPreference<T extends Scored>(front: readonly T[], goals: Goals): T[] {
  const { ranges, shares } = scaled(front, goals);
  const weights = ranges.map(({ name }) => goals.weights?.[name] ?? 1);
  const distance = shares.map((share) => share.reduce((sum, value, at) => sum + value * (weights[at] ?? 1), 0));
  const order = front.map((_, index) => index).sort((left, right) => (distance[left] ?? 0) - (distance[right] ?? 0));
  return order.flatMap((index) => front[index] ?? []);
}

/** How the winner is chosen, in words; `kept`: whether it keeps the constraints. */
export function choiceInWords({ minimise, constraints, weights }: Goals, kept: boolean): string {
  const limits = constraints.map(constraintText).join(', ');
  const among = limits === '' ? '' : ` among those that keep ${limits}`;
  const unkept = kept ? among : `; no candidate keeps ${limits}`;
  if (minimise.length === 0) return `the best score${unkept}`;
  if (weights === undefined) return `the knee of the front${unkept}`;
  const named = (['score', ...minimise] as const).map((name) => `${name} ${weights[name] ?? 1}`).join(', ');
  return `the weights ${named}${unkept}`;
}
