import { maximises, perfectScore } from '../metrics.ts';
import { minimisedOf } from '../objectives/objective.ts';
import { createRandom } from '../random.ts';
import { expectedGain } from '../strategies/gp.ts';
import type { Observation } from '../trial.ts';
import { leaderboardOf } from './leaderboard.ts';
import { limitsOf } from './limits.ts';
import type { PreparedSearch } from './settings.ts';

/** Candidates of the round that is reckoned with: as many whatever the search's rounds are, so that bounds compare. */
const gainingCandidates = 20;

/**
 * What twenty more candidates are expected to gain at most, in the metric's unit; undefined where too little is known to say. Pure.
 */
export function gainOfMore(search: PreparedSearch, history: readonly Observation[]): number | undefined {
  const { settings } = search;
  const gain = expectedGain({
    space: settings.space,
    history,
    maximise: maximises(settings.metric),
    minimise: minimisedOf(settings.objectives),
    epochs: settings.budget.epochs,
    count: gainingCandidates,
    remaining: gainingCandidates,
    admits: limitsOf(search).admits,
    random: createRandom(`${settings.seed}/gain-${history.length}`),
  });
  const best = leaderboardOf(history, settings.metric).rows[0]?.score;
  const perfect = perfectScore(settings.metric);
  // No model knows that nothing is better than perfect.
  return gain === undefined || best === undefined || perfect === undefined
    ? gain
    : Math.min(gain, Math.abs(perfect - best));
}

/** Why the search ends, where no more is to be gained than the spec says is worth it. */
export function endingByGain(search: PreparedSearch, history: readonly Observation[]): string | undefined {
  const { minimumGain } = search.settings.budget;
  if (minimumGain === undefined) return undefined;
  const gain = gainOfMore(search, history);
  return gain === undefined || gain >= minimumGain
    ? undefined
    : `${gainingCandidates} more candidates are expected to gain ${Number(gain.toPrecision(2))} at most, less than ${minimumGain}`;
}
