import type { ArtifactStore } from '../artifact-store.ts';
import type { Inheritance } from '../proposal.ts';
import type { Ancestor } from '../trainer.ts';
import type { Observation } from '../trial.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { PlannedTrial } from './plan-file.ts';
import { findResult } from './results.ts';

/** What was observed, by who descends from whom. */
export interface Lineages {
  /** Whose heir the candidate is. */
  of(candidateId: string): Inheritance | undefined;
  /** Ids of the candidate's trials of that budget, one a fold; none where it was not observed at it. */
  trialsOf(candidateId: string, epochs: number): readonly string[];
  /** What an heir's trial of the fold begins with. */
  bequest(inheritance: Inheritance, fold: number): PlannedTrial['inherits'];
}

export function lineagesIn(history: readonly Observation[]): Lineages {
  const heirs = new Map<string, Inheritance>();
  const trained = new Map<string, Observation>();
  const keyOf = (candidateId: string, epochs: number): string => `${candidateId}/${epochs}`;
  for (const observation of history) {
    const { candidateId, epochs, inherits, trials } = observation;
    if (inherits !== undefined) heirs.set(candidateId, inherits);
    if (trials.length > 0) trained.set(keyOf(candidateId, epochs), observation);
  }
  return {
    of: (candidateId) => heirs.get(candidateId),
    trialsOf: (candidateId, epochs) => trained.get(keyOf(candidateId, epochs))?.trials ?? [],
    bequest(inheritance, fold) {
      const parent = trained.get(keyOf(inheritance.candidateId, inheritance.epochs));
      const trialId = parent?.trials[fold];
      return parent === undefined || trialId === undefined
        ? undefined
        : { ...inheritance, trialId, candidate: parent.candidate };
    },
  };
}

/**
 * The candidates that a candidate descends from, oldest first, as a refit replays them: each until the epoch whose weights its heir began with,
 * the mean over the folds. Throws SearchError ArtifactCorrupt.
 */
export async function ancestorsOf(
  candidateId: string,
  { history, searchId, store }: { history: readonly Observation[]; searchId: string; store: ArtifactStore },
): Promise<Ancestor[]> {
  const lineages = lineagesIn(history);
  const candidates = new Map(history.map((observation) => [observation.candidateId, observation.candidate]));
  const ancestors: Ancestor[] = [];
  for (let heir = lineages.of(candidateId); heir !== undefined; heir = lineages.of(heir.candidateId)) {
    const candidate = candidates.get(heir.candidateId);
    if (candidate === undefined) break;
    const { epochs } = heir;
    const given = await mapConcurrently(lineages.trialsOf(heir.candidateId, epochs), async (id) => {
      const trial = await findResult(store, searchId, id);
      // One that had ended early gave the weights of its best epoch.
      return trial?.state === 'completed' && trial.epochs < epochs ? trial.bestEpoch : epochs;
    });
    const mean = given.reduce((sum, epoch) => sum + epoch, 0) / Math.max(1, given.length);
    ancestors.unshift({ candidate, epochs: Math.max(1, Math.round(mean)), heirFrom: heir.from });
  }
  return ancestors;
}
