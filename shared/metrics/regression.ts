/** Predictions and truth in the same unit, both [rows], or both row-major [rows, outputs]: all answers count alike. */
export interface NumberPredictions {
  readonly predictions: ArrayLike<number>;
  readonly truth: ArrayLike<number>;
}

/** Mean over the answers of a function of the error. */
function meanOfErrors({ predictions, truth }: NumberPredictions, of: (error: number) => number): number {
  let total = 0;
  for (let row = 0; row < truth.length; row++) total += of((predictions[row] ?? 0) - (truth[row] ?? 0));
  return total / truth.length;
}

/** Share of the variance that is explained. Where the truth is constant: 1 for no error at all, else 0. */
function r2(input: NumberPredictions): number {
  const { truth } = input;
  let mean = 0;
  for (let row = 0; row < truth.length; row++) mean += (truth[row] ?? 0) / truth.length;
  let variance = 0;
  for (let row = 0; row < truth.length; row++) variance += ((truth[row] ?? 0) - mean) ** 2 / truth.length;
  const error = meanOfErrors(input, (difference) => difference ** 2);
  if (variance === 0) return error === 0 ? 1 : 0;
  return 1 - error / variance;
}

/** In the target's unit, but r2. */
export const regressionScores = {
  rmse: (input: NumberPredictions) => Math.sqrt(meanOfErrors(input, (error) => error ** 2)),
  mae: (input: NumberPredictions) => meanOfErrors(input, Math.abs),
  r2,
};
export type RegressionMetric = keyof typeof regressionScores;
