import { type Shape, shapesOver } from './shapes.ts';

/** A learning curve as far as it is known; higher is better. */
export interface Curve {
  readonly epochs: readonly number[];
  /** As many. */
  readonly scores: readonly number[];
}

/** What a candidate is expected to have at the full budget, as a normal distribution. */
export interface Ending {
  readonly mean: number;
  readonly deviation: number;
}

/** Standard deviations of a point about the curve, as shares of its rise. */
const noises = [0.003, 0.01, 0.03, 0.1, 0.3];
/** Of curves that are flat, in a search where all are. */
const leastUnit = 1e-6;
/** What a point counts for: errors go together along a curve, and no shape is quite the true one. Calibrated on curves of other families. */
const weight = 0.5;
/** In units of the rise so far: the score at the full budget less the last one known, and the first epoch's less that at the full budget. */
const prior = { ending: { mean: 0, deviation: 5 }, start: { mean: -1.5, deviation: 1.5 } } as const;

/**
 * Extrapolates learning curves to the full budget: each shape of the grid is fitted by Bayesian least squares, and what all of them
 * say is weighted by their likelihood (after Domhan et al. 2015, a grid in the place of their Markov chains). `full` is the epochs of a
 * full budget, `rise` how far a curve of the search rises: it stands in where a curve has few points. Deterministic.
 */
export function extrapolator(full: number, rise: number): (curve: Curve) => Ending {
  const shapes = shapesOver(full);
  // Candidates of a rung have their epochs in common, and all of a fit that does not depend on scores.
  const known = new Map<string, Fit[]>();
  return ({ epochs, scores }) => {
    const key = epochs.join();
    const fits = known.get(key) ?? shapes.map((shape) => fitOf(shape, epochs, full));
    known.set(key, fits);
    const last = scores.at(-1) ?? Number.NaN;
    const unit = Math.max(Math.max(...scores) - Math.min(...scores), rise / scores.length, leastUnit);
    const { mean, variance } = mixed(
      fits,
      scores.map((score) => (score - last) / unit),
    );
    return { mean: last + unit * mean, deviation: unit * Math.sqrt(variance) };
  };
}

/** A shape's regression on given epochs. Its two coefficients are the ending and the start, less the ending. */
interface Fit {
  /** The shape at each epoch: 1 at the first, 0 at the full budget. */
  readonly values: readonly number[];
  readonly noises: readonly {
    readonly precision: number;
    /** Covariance of the coefficients. */
    readonly ending: number;
    readonly both: number;
    readonly start: number;
    /** Of the score that will be seen at the full budget. */
    readonly variance: number;
    /** The logarithm of the likelihood, but for what depends on the scores. */
    readonly constant: number;
  }[];
}

function fitOf(shape: Shape, epochs: readonly number[], full: number): Fit {
  const [first, end] = [shape(1), shape(full)];
  const values = epochs.map((each) => (full === 1 ? 0 : (shape(each) - end) / (first - end)));
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value ** 2, 0);
  return {
    values,
    noises: noises.map((noise) => {
      const precision = weight * noise ** -2;
      const a = prior.ending.deviation ** -2 + precision * epochs.length;
      const b = precision * sum;
      const d = prior.start.deviation ** -2 + precision * squares;
      const determinant = a * d - b * b;
      return {
        precision,
        ending: d / determinant,
        both: -b / determinant,
        start: a / determinant,
        variance: d / determinant + noise ** 2,
        constant: -weight * epochs.length * Math.log(noise) - 0.5 * Math.log(determinant),
      };
    }),
  };
}

const priorEnding = prior.ending.mean * prior.ending.deviation ** -2;
const priorStart = prior.start.mean * prior.start.deviation ** -2;

/** Mean and variance of the ending, by all shapes and noises together. */
function mixed(fits: readonly Fit[], scores: readonly number[]): { mean: number; variance: number } {
  let [ofScores, ofSquares] = [0, 0];
  for (const score of scores) {
    ofScores += score;
    ofSquares += score * score;
  }
  // Shares are relative to the likeliest so far, so that none overflows.
  let [most, total, first, second] = [Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (const { values, noises: all } of fits) {
    let ofBoth = 0;
    for (let at = 0; at < scores.length; at++) ofBoth += (scores[at] ?? Number.NaN) * (values[at] ?? Number.NaN);
    for (const { precision, ending, both, start, variance, constant } of all) {
      const a = priorEnding + precision * ofScores;
      const b = priorStart + precision * ofBoth;
      const mean = ending * a + both * b;
      const logLikelihood = constant - 0.5 * (precision * ofSquares - mean * a - (both * a + start * b) * b);
      if (logLikelihood > most) {
        const less = Math.exp(most - logLikelihood);
        [most, total, first, second] = [logLikelihood, total * less, first * less, second * less];
      }
      const share = Math.exp(logLikelihood - most);
      total += share;
      first += share * mean;
      second += share * (variance + mean * mean);
    }
  }
  const mean = first / total;
  return { mean, variance: second / total - mean * mean };
}
