import type { Observation } from '../trial.ts';
import { nextRung } from './rungs.ts';
import { type Standing, scoresAt, standings } from './standing.ts';
import type { StoppingContext, StoppingRule } from './stopping-rule.ts';

/** Parts that the epochs are divided into, as far as there are enough of them. */
export const intervals = 10;

const rungsOf = (epochs: number): number[] => [
  ...new Set(
    Array.from({ length: intervals }, (_, index) => Math.max(1, Math.round((epochs * (index + 1)) / intervals))),
  ),
];

/** The worst and the best of so many: a fifth, as in the paper. */
export const fifthOf = (members: number): number => (members < 2 ? 0 : Math.max(1, Math.round(members / 5)));

export interface Member extends Standing {
  /** Among those that reached its epochs, 1 for the best. */
  readonly rank: number;
}

/** A population after an interval. */
export interface Selection {
  /** Members that it began with. */
  readonly founders: number;
  readonly goOn: readonly Member[];
  readonly end: readonly (Standing & { readonly reason: string })[];
}

type History = Pick<StoppingContext, 'history' | 'maximise' | 'minimise' | 'epochs'>;

/** Those of the worst fifth at their epochs end, those without a score among them; the rest goes on. Nobody does either where all are done. */
export function select(context: History): Selection {
  const history = populationIn(context);
  const own = { ...context, history, remaining: 0 };
  const heirs = new Set(history.flatMap((one) => (one.inherits === undefined ? [] : [one.candidateId])));
  const founders = new Set(history.flatMap((one) => (heirs.has(one.candidateId) ? [] : [one.candidateId])));
  const goOn: Member[] = [];
  const end: (Standing & { reason: string })[] = [];
  const judged = new Map<number, { reached: number; places: number; ranks: ReadonlyMap<string, number> }>();
  const judge = (epochs: number) => {
    const known = judged.get(epochs);
    if (known !== undefined) return known;
    const reached = new Set(history.flatMap((one) => (one.epochs === epochs ? [one.candidateId] : []))).size;
    const ranks = new Map(scoresAt(own, epochs).map(({ candidateId }, index) => [candidateId, index + 1]));
    const result = { reached, places: reached - fifthOf(reached), ranks };
    judged.set(epochs, result);
    return result;
  };
  for (const standing of standings(own).filter(({ live }) => live)) {
    const { epochs, candidateId } = standing;
    const { reached, places, ranks } = judge(epochs);
    const rank = ranks.get(candidateId);
    if (rank !== undefined && rank <= places) goOn.push({ ...standing, rank });
    else if (rank === undefined) end.push({ ...standing, reason: `no score at ${epochs} epochs` });
    else
      end.push({
        ...standing,
        reason: `rank ${rank} of ${reached} at ${epochs} epochs, of which the last ${reached - places} end`,
      });
  }
  return { founders: founders.size, goOn, end };
}

/** What was observed of the last population: one begins where none that was there is left to go on. */
function populationIn({ history, epochs }: Pick<StoppingContext, 'history' | 'epochs'>): Observation[] {
  let began = 0;
  const byRound = [...history].sort((left, right) => left.round - right.round);
  for (const [at, { round }] of byRound.entries()) {
    if (at === began || round === byRound[at - 1]?.round) continue;
    const before = standings({ epochs, history: byRound.slice(began, at) });
    if (before.every(({ live }) => !live)) began = at;
  }
  return byRound.slice(began);
}

/**
 * Population-based training's intervals (Jaderberg et al. 2017): after each tenth of the epochs the worst fifth of the population ends,
 * and the others go on unchanged. What takes the place of those that end is the strategy's business.
 */
export const populationIntervals = (): StoppingRule => ({
  rungs: rungsOf,
  decide(context) {
    const { goOn, end } = select(context);
    const rungs = rungsOf(context.epochs);
    return {
      promote: goOn.flatMap(({ candidate, epochs }) => {
        const next = nextRung(rungs, epochs);
        return next === undefined ? [] : [{ candidate, epochs: next }];
      }),
      stop: end.map(({ candidate, reason }) => ({ candidate, reason })),
    };
  },
});
