import { importanceOf } from '../importance/importance.ts';
import { ownValues } from '../importance/own-values.ts';
import { createRandom } from '../random.ts';
import type { Leaderboard } from '../result.ts';
import { isOfCandidate, type Observation } from '../trial.ts';
import { winnerPath } from '../why/path.ts';
import { proposersOf } from '../why/proposers.ts';
import { relaxationsTold } from '../why/relaxations.ts';
import type { Why } from '../why.ts';
import type { Settings } from './settings.ts';

/** What is told of why this winner: `history` with the relaxations, judged by its leaderboard. A few KiB, whatever the search. Pure. */
export function whyOf(
  { space, seed }: Pick<Settings, 'space' | 'seed'>,
  history: readonly Observation[],
  { rows, failed, maximise, winner }: Leaderboard & { readonly winner: string },
): Why {
  const candidates = history.filter(isOfCandidate);
  const path = winnerPath(candidates, winner, { space, maximise });
  const own = ownValues(space, history);
  const ranked = [
    ...rows,
    // That a candidate cannot be trained is its own doing, and worse than any score; that a machine was lost is not.
    ...failed.filter(({ reason }) => reason !== 'lost'),
  ].map((row) => ({ ...row, own: own.get(row.candidateId) }));
  return {
    importance: importanceOf(space, ranked, createRandom(`${seed}/importance`)),
    proposers: proposersOf(candidates, { rows, maximise }),
    path,
    relaxations: relaxationsTold(history, {
      scores: new Map(rows.map(({ candidateId, score }) => [candidateId, score])),
      maximise,
      path: new Set(path?.steps.map(({ candidateId }) => candidateId)),
    }),
  };
}
