/** What is left of a learning curve's rise after so many epochs: from 1 at the beginning towards 0. */
export type Shape = (epochs: number) => number;

const powers = [0.1, 0.3, 0.6, 1, 1.6, 2.5];
/** As shares of the full budget. */
const spans = [0.03, 0.06, 0.12, 0.25, 0.5, 1];

/**
 * A grid over the families of Domhan et al. 2015 that differ most: power laws, exponentials, stretched exponentials (Weibull) and Hill
 * curves, which begin slowly. `full` is the epochs of a full budget.
 */
export function shapesOver(full: number): Shape[] {
  return [
    ...powers.map(
      (power): Shape =>
        (epochs) =>
          epochs ** -power,
    ),
    ...spans.map(
      (span): Shape =>
        (epochs) =>
          Math.exp(-epochs / (span * full)),
    ),
    ...spans.map(
      (span): Shape =>
        (epochs) =>
          Math.exp(-Math.sqrt(epochs / (span * full))),
    ),
    ...spans.map(
      (span): Shape =>
        (epochs) =>
          1 / (1 + (epochs / (span * full)) ** 3),
    ),
  ];
}
