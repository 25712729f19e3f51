import { SearchError } from '../../shared/errors.ts';
import type { Observation } from '../../shared/trial.ts';

/** A candidate with what was observed of it, at the smallest budget first. */
export interface FoundCandidate {
  readonly candidateId: string;
  readonly observations: readonly [Observation, ...Observation[]];
  /** The trial that was meant, where it was a trial's id. */
  readonly trialId?: string;
}

const mostListed = 5;

/** The one candidate whose id, or a trial's, begins like this. Throws SearchError NotFound. */
export function findCandidate(history: readonly Observation[], prefix: string): FoundCandidate {
  const candidates = new Map<string, string | undefined>();
  for (const { candidateId, trials } of history) {
    const trialId = trials.find((id) => id.startsWith(prefix));
    if (candidateId.startsWith(prefix)) candidates.set(candidateId, undefined);
    else if (trialId !== undefined) candidates.set(candidateId, trialId);
  }
  const ids = [...candidates.keys()];
  const [candidateId] = ids;
  if (candidateId === undefined || ids.length > 1) throw notOne(prefix, ids);
  const [first, ...more] = history.filter((observation) => observation.candidateId === candidateId);
  if (first === undefined) throw notOne(prefix, []);
  const trialId = candidates.get(candidateId);
  return { candidateId, observations: [first, ...more], ...(trialId === undefined ? {} : { trialId }) };
}

function notOne(prefix: string, ids: readonly string[]): SearchError {
  const shown = JSON.stringify(prefix.slice(0, 80));
  if (ids.length === 0) {
    return new SearchError('NotFound', `No candidate or trial of the search has an id that begins with ${shown}`, {
      wayOut: '`show` lists the candidates; a round is listed when it is done',
    });
  }
  const some = ids.slice(0, mostListed).join(', ') + (ids.length > mostListed ? ', …' : '');
  return new SearchError(
    'NotFound',
    `${ids.length} candidates, or trials of theirs, have an id that begins with ${shown}: ${some}`,
    {
      wayOut: 'Give more of its letters',
    },
  );
}
