import type { Candidate } from '../shared/candidate.ts';
import { formPacks } from '../shared/packing.ts';
import type { PackOutcome, Trainer, TrialOutcome } from '../shared/trainer.ts';
import { type BenchData, trainingData } from './datasets.ts';
import { measured, type Spent } from './measure.ts';

/** A pack that was trained: what formPacks foretold, and what came. */
export interface TrainedPack extends Spent {
  readonly trials: number;
  readonly predictedSeconds: number;
  readonly waste: number;
  readonly outcomes: readonly TrialOutcome[];
}

/** Trains the candidates as a search does: packs formed by `formPacks`, one after the other. Nothing ends early; no checkpoints. */
export async function trainInPacks(
  trainer: Trainer,
  data: BenchData,
  candidates: readonly Candidate[],
  epochs: number,
): Promise<TrainedPack[]> {
  const prepared = trainingData(data);
  const trials = candidates.map((candidate, index) => ({
    trialId: `t${String(index).padStart(5, '0')}`,
    candidate,
    fromEpochs: 0,
    epochs,
  }));
  const byId = new Map(trials.map((trial) => [trial.trialId, trial]));
  const packs = formPacks(trials, {
    rows: data.trainingRows,
    input: [data.columns],
    outputs: data.classes,
    validationRows: data.rows - data.trainingRows,
  });
  const trained: TrainedPack[] = [];
  for (const pack of packs) {
    const members = pack.trials.flatMap((id) => byId.get(id) ?? []);
    const { result: outcome, ...spent } = await measured(() =>
      trainer.trainPack({
        data: prepared,
        metric: 'accuracy',
        trials: members,
        seed: 1,
        fullEpochs: epochs,
        checkpoints: false,
      }),
    );
    trained.push({
      ...spent,
      trials: members.length,
      predictedSeconds: pack.seconds,
      waste: pack.waste,
      outcomes: outcomesOf(outcome),
    });
  }
  return trained;
}

/** Trains all candidates as one pack. */
export async function trainOnePack(
  trainer: Trainer,
  data: BenchData,
  candidates: readonly Candidate[],
  epochs: number,
): Promise<Spent & { readonly outcomes: readonly TrialOutcome[] }> {
  const trials = candidates.map((candidate, index) => ({
    trialId: `t${String(index).padStart(5, '0')}`,
    candidate,
    epochs,
  }));
  const { result, ...spent } = await measured(() =>
    trainer.trainPack({
      data: trainingData(data),
      metric: 'accuracy',
      trials,
      seed: 1,
      fullEpochs: epochs,
      checkpoints: false,
    }),
  );
  return { ...spent, outcomes: outcomesOf(result) };
}

export function outcomesOf(outcome: PackOutcome): readonly TrialOutcome[] {
  if (outcome.state === 'paused') throw new Error('A pack was paused that nobody asked to pause');
  return outcome.outcomes;
}

/** Accuracy after the last epoch, as the peers give it: not at the best epoch, which is chosen on the same rows. */
export const lastAccuracies = (outcomes: readonly TrialOutcome[]): number[] =>
  outcomes.flatMap((outcome) => (outcome.state === 'completed' ? (outcome.curve.validationScore.at(-1) ?? []) : []));
