import { broken } from '../objectives/front.ts';
import { type Goals, goalsOf } from '../objectives/goals.ts';
import { pointOf, type Scored } from '../objectives/objective.ts';
import type { LeaderboardRow } from '../result.ts';
import type { Observation } from '../trial.ts';
import { leaderboardOf } from './leaderboard.ts';
import type { Settings } from './settings.ts';

/** Candidates that may all fail before the search is given up: by then it is the data or the space. */
const hopeless = 20;

/** Why the search ends after these observations, or undefined where it goes on. Pure, but for the time. */
export function endingOf(
  settings: Settings,
  history: readonly Observation[],
  { now, deadline, stopped = false }: { readonly now: number; readonly deadline: number; readonly stopped?: boolean },
): string | undefined {
  const { budget, metric } = settings;
  if (stopped) return 'it was stopped';
  if (history.length === 0) return undefined;
  const goals = goalsOf(settings);
  const { rows, failed } = leaderboardOf(history, metric, goals);
  const best = rows.find(({ breaks }) => breaks === undefined)?.score;
  if (rows.length === 0 && failed.length >= hopeless) {
    return `the first ${failed.length} candidates all failed (${[...new Set(failed.map(({ reason }) => reason))].join(', ')})`;
  }
  if (budget.targetScore !== undefined && best !== undefined && !isBetter(budget.targetScore, best, goals)) {
    return `the target score of ${budget.targetScore} was reached`;
  }
  if (budget.patience !== undefined) {
    const rounds = `${budget.patience} ${budget.patience === 1 ? 'round' : 'rounds'}`;
    if (goals.minimise.length > 0) {
      if (roundsWithoutBetterFront(history, rows, goals) >= budget.patience) return `${rounds} brought no better front`;
    } else if (roundsWithoutBetter(history, goals) >= budget.patience) return `${rounds} brought no better score`;
  }
  return now >= deadline ? `the time limit of ${budget.seconds} s was reached` : undefined;
}

const isBetter = (score: number, than: number, { maximise }: Goals): boolean =>
  maximise ? score > than : score < than;

/**
 * Rounds since the one that last raised the front's hypervolume: the one that brought the newest of its points. A candidate that equals
 * one of an earlier round adds nothing.
 */
function roundsWithoutBetterFront(
  history: readonly Observation[],
  rows: readonly LeaderboardRow[],
  goals: Goals,
): number {
  const placeOf = (scored: Scored): string => pointOf(scored, goals).join();
  const front = new Set(rows.filter(({ onFront }) => onFront).map(placeOf));
  const raised = new Map<string, number>();
  for (const { score, costs, epochs, round } of history) {
    if (score === undefined || epochs !== rows[0]?.epochs) continue;
    const place = placeOf({ score, costs });
    if (front.has(place) && !raised.has(place)) raised.set(place, round);
  }
  const last = history.at(-1)?.round ?? -1;
  return last - Math.max(-1, ...raised.values());
}

/** Rounds since the one that brought the best score of any budget that keeps the constraints. */
function roundsWithoutBetter(history: readonly Observation[], goals: Goals): number {
  let best: { readonly score: number; readonly round: number } | undefined;
  for (const { score, costs, round } of history) {
    if (score === undefined || broken({ score, costs }, goals.constraints).length > 0) continue;
    if (best === undefined || isBetter(score, best.score, goals)) best = { score, round };
  }
  const last = history.at(-1)?.round ?? -1;
  return last - (best?.round ?? -1);
}
