import { minimise } from '../minimise.ts';
import { cholesky, invert, solveLower, solveUpper } from './cholesky.ts';
import { matern, maternSlope, type Point, squaredDifference } from './kernel.ts';

export interface Observations {
  readonly points: readonly Point[];
  /** Higher is better; of about mean 0 and variance 1. */
  readonly values: Float64Array;
  /** For each parameter, whether its values have no order. */
  readonly categories: readonly boolean[];
}

/** What a fitted process believes, of mean 0 and variance `signal` where nothing is known. */
export interface Hyperparameters {
  /** One a parameter, in units of its range. */
  readonly lengths: Float64Array;
  readonly signal: number;
  /** Variance of the noise. */
  readonly noise: number;
}

/**
 * Priors, all log-normal. Lengths grow with the root of the number of parameters, so that a space of many is not taken for rougher
 * than one of few (Hvarfner et al. 2024): a quarter of the range for one, half for four, the whole for sixteen.
 */
const priors = {
  length: { median: 0.25, deviation: 0.8 },
  signal: { median: 1, deviation: 1 },
  noise: { median: 0.01, deviation: 1.5 },
};

/** Logarithms further out are no beliefs, but steps of the search gone astray; the matrix would be nothing but rounding. */
const farthest = 12;

/** Most observations that hyperparameters are fitted to: the work grows with their cube. */
const mostFitted = 150;

/** The hyperparameters of the highest posterior probability, by L-BFGS from the priors' middle. */
export function fitHyperparameters({ points, values, categories }: Observations): Hyperparameters {
  const kept = spread(points.length, mostFitted);
  const size = kept.length;
  const parameters = categories.length;
  const y = Float64Array.from(kept, (at) => values[at] as number);
  const pairs = (size * (size - 1)) / 2;
  const differences = categories.map((isCategory, parameter) => {
    const column = new Float64Array(pairs);
    let pair = 0;
    for (let row = 1; row < size; row++) {
      for (let other = 0; other < row; other++) {
        const [left, right] = [points[kept[row] as number] as Point, points[kept[other] as number] as Point];
        column[pair++] = squaredDifference(left[parameter] as number, right[parameter] as number, isCategory);
      }
    }
    return column;
  });

  // Of the logarithms: each length, the signal, the noise.
  const means = new Float64Array(parameters + 2).fill(Math.log(priors.length.median * Math.sqrt(parameters)));
  means[parameters] = Math.log(priors.signal.median);
  means[parameters + 1] = Math.log(priors.noise.median);
  const distances = new Float64Array(pairs);
  const slopes = new Float64Array(pairs);
  const covariance = new Float64Array(size * size);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    if (!point.every((logarithm) => Math.abs(logarithm) <= farthest)) return Number.POSITIVE_INFINITY;
    const scales = Float64Array.from({ length: parameters }, (_, at) => Math.exp(-2 * (point[at] as number)));
    const signal = Math.exp(point[parameters] as number);
    const noise = Math.exp(point[parameters + 1] as number);
    distances.fill(0);
    differences.forEach((column, parameter) => {
      const scale = scales[parameter] as number;
      for (let pair = 0; pair < pairs; pair++) {
        distances[pair] = (distances[pair] as number) + scale * (column[pair] as number);
      }
    });
    let pair = 0;
    for (let row = 0; row < size; row++) {
      covariance[row * size + row] = signal + noise;
      for (let other = 0; other < row; other++) {
        const distance = Math.sqrt(distances[pair] as number);
        slopes[pair] = signal * maternSlope(distance);
        const value = signal * matern(distance);
        covariance[row * size + other] = value;
        covariance[other * size + row] = value;
        pair++;
      }
    }
    const lower = cholesky(covariance, size);
    const weights = solveUpper(lower, size, solveLower(lower, size, y.slice()));
    const inverse = invert(lower, size);

    let loss = 0;
    for (let row = 0; row < size; row++) {
      loss += 0.5 * (y[row] as number) * (weights[row] as number) + Math.log(lower[row * size + row] as number);
    }
    // By the chain rule through ½ tr((K⁻¹ − K⁻¹y·yᵀK⁻¹)·dK).
    gradient.fill(0);
    let trace = 0;
    let signalPart = 0;
    pair = 0;
    const pull = new Float64Array(pairs);
    for (let row = 0; row < size; row++) {
      const own = (inverse[row * size + row] as number) - (weights[row] as number) ** 2;
      trace += own;
      signalPart += own * signal;
      for (let other = 0; other < row; other++) {
        const both = (inverse[row * size + other] as number) - (weights[row] as number) * (weights[other] as number);
        pull[pair] = both * (slopes[pair] as number);
        signalPart += 2 * both * (covariance[row * size + other] as number);
        pair++;
      }
    }
    differences.forEach((column, parameter) => {
      let sum = 0;
      for (let each = 0; each < pairs; each++) sum += (pull[each] as number) * (column[each] as number);
      gradient[parameter] = sum * (scales[parameter] as number);
    });
    gradient[parameters] = 0.5 * signalPart;
    gradient[parameters + 1] = 0.5 * trace * noise;
    const addPrior = (at: number, mean: number, deviation: number): void => {
      const off = ((point[at] as number) - mean) / deviation;
      loss += 0.5 * off * off;
      gradient[at] = (gradient[at] as number) + off / deviation;
    };
    means.forEach((mean, at) => {
      const { length, signal: ofSignal, noise: ofNoise } = priors;
      addPrior(at, mean, (at < parameters ? length : at === parameters ? ofSignal : ofNoise).deviation);
    });
    return loss;
  };

  const best = minimise(objective, means, { iterations: 30, tolerance: 0.05 });
  return {
    lengths: best.subarray(0, parameters).map(Math.exp),
    signal: Math.exp(best[parameters] as number),
    noise: Math.exp(best[parameters + 1] as number),
  };
}

/** So many of the indices below `count`, at even distances. */
const spread = (count: number, most: number): number[] =>
  Array.from({ length: Math.min(count, most) }, (_, at) => Math.floor((at * count) / Math.min(count, most)));

/** What is believed of points not tried, and how it changes as more of them are. */
export interface Posterior {
  /** Of the process itself, without noise. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Reckons with an observation at one of the points; its value is the mean there, or the value given. */
  condition(at: number, value?: number): void;
}

/**
 * The belief about any pool of points after the observations (Rasmussen & Williams 2006, algorithm 2.1). What the observations take is
 * reckoned once for all pools.
 */
export function posteriorOf(
  { points, values, categories }: Observations,
  { lengths, signal, noise }: Hyperparameters,
): (pool: readonly Point[]) => Posterior {
  const scales = lengths.map((length) => 1 / length ** 2);
  const covarianceOf = (left: Point, right: Point): number => {
    let sum = 0;
    for (let at = 0; at < scales.length; at++) {
      sum +=
        (scales[at] as number) * squaredDifference(left[at] as number, right[at] as number, categories[at] === true);
    }
    return signal * matern(Math.sqrt(sum));
  };
  const size = points.length;
  const covariance = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    covariance[row * size + row] = signal + noise;
    for (let other = 0; other < row; other++) {
      const value = covarianceOf(points[row] as Point, points[other] as Point);
      covariance[row * size + other] = value;
      covariance[other * size + row] = value;
    }
  }
  const lower = cholesky(covariance, size);
  const weights = solveLower(lower, size, values.slice());

  return (pool) => {
    // Row k of L⁻¹·K(points, pool), one for each observation; conditioning adds rows.
    const rows: Float64Array[] = [];
    const mean = new Float64Array(pool.length);
    const variance = new Float64Array(pool.length).fill(signal);
    const take = (row: Float64Array, weight: number): void => {
      rows.push(row);
      for (let at = 0; at < pool.length; at++) {
        const value = row[at] as number;
        mean[at] = (mean[at] as number) + value * weight;
        variance[at] = Math.max(1e-12, (variance[at] as number) - value * value);
      }
    };
    for (let k = 0; k < size; k++) {
      const row = Float64Array.from(pool, (point) => covarianceOf(points[k] as Point, point));
      for (let other = 0; other < k; other++) {
        const share = lower[k * size + other] as number;
        const earlier = rows[other] as Float64Array;
        for (let at = 0; at < pool.length; at++) row[at] = (row[at] as number) - share * (earlier[at] as number);
      }
      const pivot = lower[k * size + k] as number;
      for (let at = 0; at < pool.length; at++) row[at] = (row[at] as number) / pivot;
      take(row, weights[k] as number);
    }
    return {
      mean,
      variance,
      condition(at, value) {
        const known = rows.map((row) => row[at] as number);
        const pivot = Math.sqrt((variance[at] as number) + noise);
        const row = Float64Array.from(pool, (point) => covarianceOf(pool[at] as Point, point));
        known.forEach((share, k) => {
          const earlier = rows[k] as Float64Array;
          for (let other = 0; other < pool.length; other++) {
            row[other] = (row[other] as number) - share * (earlier[other] as number);
          }
        });
        for (let other = 0; other < pool.length; other++) row[other] = (row[other] as number) / pivot;
        take(row, value === undefined ? 0 : (value - (mean[at] as number)) / pivot);
      },
    };
  };
}
