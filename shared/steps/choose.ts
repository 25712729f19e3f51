import { constraintText } from '../objectives/constraint.ts';
import { byPreference, choiceInWords, frontVolume } from '../objectives/front.ts';
import type { Goals } from '../objectives/goals.ts';
import type { Leaderboard, LeaderboardRow, Verdict } from '../result.ts';

/** Rows of a leaderboard that was judged by the goals, the one to choose first. */
export function inOrderOfChoice({ rows }: Pick<Leaderboard, 'rows'>, goals: Goals): LeaderboardRow[] {
  const front = goals.minimise.length === 0 ? [] : frontOf(rows);
  const others = rows.filter(({ onFront }) => onFront !== true);
  return [
    ...byPreference(front, goals),
    ...others.filter(({ breaks }) => breaks === undefined),
    ...others.filter(({ breaks }) => breaks !== undefined),
  ];
}

const frontOf = (rows: readonly LeaderboardRow[]): LeaderboardRow[] => rows.filter(({ onFront }) => onFront === true);

/** What the verdict tells of the choice; undefined where the score was all. */
export function choiceOf(winner: LeaderboardRow, { rows }: Pick<Leaderboard, 'rows'>, goals: Goals): Verdict['choice'] {
  const { minimise, constraints } = goals;
  if (minimise.length + constraints.length === 0) return undefined;
  const front = frontOf(rows);
  return {
    by: choiceInWords(goals, winner.breaks === undefined),
    constraints: constraints.map(constraintText),
    costs: winner.costs ?? {},
    ...(front.length === 0
      ? {}
      : {
          front: {
            candidates: front.map(({ candidateId, score, costs = {} }) => ({ candidateId, score, costs })),
            ...frontVolume(front, goals),
          },
        }),
  };
}
