import type { ArtifactStore } from '../artifact-store.ts';
import type { RelaxOutcome, TrialOutcome } from '../trainer.ts';
import { type FailureReason, type Trial, trialSchema } from '../trial.ts';
import { searchKeys } from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { Plan, PlannedTrial } from './plan-file.ts';
import { findArtifact } from './read-artifact.ts';

/** The trial's result, or undefined before there is one. Throws SearchError ArtifactCorrupt. */
export const findResult = (store: ArtifactStore, searchId: string, trialId: string): Promise<Trial | undefined> =>
  findArtifact(store, searchKeys(searchId).trial(trialId), trialSchema);

/** Writes the results that are not there yet: a repeated trial never counts twice. Gives back those that count. */
export const writeResults = (store: ArtifactStore, searchId: string, trials: readonly Trial[]): Promise<Trial[]> =>
  mapConcurrently(trials, async (trial) => {
    const key = searchKeys(searchId).trial(trial.id);
    const wrote = await store.write(key, `${JSON.stringify(trial)}\n`, { ifAbsent: true });
    return wrote ? trial : ((await findResult(store, searchId, trial.id)) ?? trial);
  });

/** The planned trials of a pack, in the pack's order. */
export function trialsOfPack(plan: Plan, pack: Plan['packs'][number]): PlannedTrial[] {
  const planned = new Map(plan.trials.map((trial) => [trial.id, trial]));
  return pack.trials.map((id) => planned.get(id)).filter((trial) => trial !== undefined);
}

function identityOf({ id, candidateId, candidate, budget, fold, seed }: PlannedTrial) {
  return { id, candidateId, candidate, budget, fold, seed };
}

export const stoppedTrial = (trial: PlannedTrial, message: string): Trial => ({
  ...identityOf(trial),
  state: 'stopped',
  message,
});

export const failedTrial = (trial: PlannedTrial, reason: FailureReason, message: string): Trial => ({
  ...identityOf(trial),
  state: 'failed',
  reason,
  message,
});

/** What the trainer said of a planned trial. A score that is no number is the candidate's failure, told from a missing answer. */
export function trialFrom(trial: PlannedTrial, outcome: TrialOutcome | RelaxOutcome | undefined): Trial {
  if (outcome === undefined) return failedTrial(trial, 'error', 'The trainer gave no outcome');
  if (outcome.state === 'failed') return failedTrial(trial, outcome.reason, outcome.message);
  if (outcome.state === 'relaxed') return { ...identityOf(trial), state: 'relaxed', relaxed: outcome.relaxed };
  const { score, loss, metrics, bestEpoch, epochs, parameters, curve } = outcome;
  if (!Number.isFinite(score) || !Number.isFinite(loss)) {
    return failedTrial(trial, 'diverged', `The score is ${score}, the loss ${loss}`);
  }
  const known = Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
  return {
    ...identityOf(trial),
    state: 'completed',
    score,
    loss,
    metrics: known,
    bestEpoch,
    epochs,
    parameters,
    curve,
  };
}
