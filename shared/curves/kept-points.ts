import type { LearningCurve } from '../trial.ts';

/** Points of a curve that observations keep. */
const mostPoints = 16;

/** The epochs that a curve over `budget` epochs is kept at: evenly spaced, the last one included. */
export function keptEpochs(budget: number): number[] {
  const points = Math.min(mostPoints, budget);
  return Array.from({ length: points }, (_, at) => Math.round(((at + 1) * budget) / points));
}

/**
 * The score that the trial would have had, had it ended there: at the best epoch so far, by the validation loss, at each of the kept
 * epochs. What stopped early has its last one to the end.
 */
export function keptScores(
  { validationLoss, validationScore }: Pick<LearningCurve, 'validationLoss' | 'validationScore'>,
  budget: number,
): number[] {
  let [epoch, best] = [0, 0];
  return keptEpochs(budget).map((kept) => {
    for (; epoch < Math.min(kept, validationLoss.length); epoch++) {
      if ((validationLoss[epoch] ?? Number.NaN) < (validationLoss[best] ?? Number.NaN)) best = epoch;
    }
    return validationScore[best] ?? Number.NaN;
  });
}
