import type { Random } from '../../random.ts';
import { constantsOf } from './constants.ts';
import { type Eigen, eigen } from './eigen.ts';

/** The normal distribution that CMA-ES samples from, in units, and its paths. */
export interface Gaussian {
  readonly mean: Float64Array;
  /** Step size: what the covariance's deviations are multiplied by. */
  readonly step: number;
  /** Row-major [size, size]. */
  readonly covariance: Float64Array;
  readonly roots: Eigen;
  readonly path: Float64Array;
  readonly stepPath: Float64Array;
  readonly generation: number;
  /** Generations since the roots were those of the covariance. */
  readonly age: number;
}

/** A quarter of the range: most of it is within two deviations of the middle. */
const initialStep = 0.25;

export function gaussianAt(mean: Float64Array): Gaussian {
  const size = mean.length;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) covariance[i * size + i] = 1;
  return {
    mean,
    step: initialStep,
    covariance,
    roots: { values: new Float64Array(size).fill(1), vectors: covariance },
    path: new Float64Array(size),
    stepPath: new Float64Array(size),
    generation: 0,
    age: 0,
  };
}

/** Draws that fall out of [0, 1] are drawn again so often, then held to it. */
const attempts = 10;

/** A draw within [0, 1]. */
export function sampleUnits({ mean, step, roots }: Gaussian, random: Random): Float64Array {
  const size = mean.length;
  for (let attempt = 1; ; attempt++) {
    const scaled = roots.values.map((value) => Math.sqrt(value) * random.normal());
    const units = mean.map((middle, row) => middle + step * rowTimes(roots.vectors, size, row, scaled));
    if (units.every((unit) => unit >= 0 && unit <= 1)) return units;
    if (attempt === attempts) return units.map((unit) => Math.min(1, Math.max(0, unit)));
  }
}

function rowTimes(matrix: Float64Array, size: number, row: number, vector: Float64Array): number {
  let total = 0;
  for (let k = 0; k < size; k++) total += (matrix[row * size + k] as number) * (vector[k] as number);
  return total;
}

/** The largest deviation of a coordinate, in units. */
export function widest({ step, covariance, mean }: Gaussian): number {
  const size = mean.length;
  let most = 0;
  for (let i = 0; i < size; i++) most = Math.max(most, covariance[i * size + i] as number);
  return step * Math.sqrt(most);
}

/** One sample of a generation. */
export interface Sample {
  /** NaN where it has no such coordinate. */
  readonly units: Float64Array;
  readonly scored: boolean;
}

/**
 * The distribution after a generation, its samples best first (Hansen 2016, "The CMA Evolution Strategy: A Tutorial", with negative
 * weights). What has no score stands at the end, and never draws the mean. A coordinate that a sample does not have changes nothing
 * of the covariance with it. Samples that lie farther out than the distribution draws, as fillings do, are pulled in (Hansen 2011).
 */
export function updated(before: Gaussian, samples: readonly Sample[]): Gaussian {
  const { mean, step, covariance, roots, generation } = before;
  const size = mean.length;
  const constants = constantsOf(size, samples.length);
  const { weights, effective, pathDecay, stepDecay, damping, rankOne, rankMany } = constants;
  const farthest = Math.sqrt(size) + (2 * size) / (size + 2);
  const steps = samples.map(({ units, scored }, rank) => {
    const present = units.map((unit) => (Number.isNaN(unit) ? 0 : 1));
    const move = units.map((unit, i) => (present[i] === 0 ? 0 : (unit - (mean[i] as number)) / step));
    const length = norm(whitened(roots, move));
    if (length > farthest) for (let i = 0; i < size; i++) move[i] = ((move[i] as number) * farthest) / length;
    const weight = weights[rank] ?? 0;
    return { move, present, length: Math.min(length, farthest), weight: scored ? weight : Math.min(0, weight) };
  });
  const shift = new Float64Array(size);
  for (const { move, weight } of steps.slice(0, constants.selected)) {
    for (let i = 0; i < size; i++) shift[i] = (shift[i] as number) + weight * (move[i] as number);
  }
  const stepGain = Math.sqrt(stepDecay * (2 - stepDecay) * effective);
  const white = whitened(roots, shift);
  const stepPath = before.stepPath.map((value, i) => (1 - stepDecay) * value + stepGain * (white[i] as number));
  const usual = Math.sqrt(size) * (1 - 1 / (4 * size) + 1 / (21 * size * size));
  const settled = norm(stepPath) / Math.sqrt(1 - (1 - stepDecay) ** (2 * (generation + 1)));
  // A path that is too long for the steps would make the covariance grow along it.
  const holds = settled < (1.4 + 2 / (size + 1)) * usual;
  const gain = holds ? Math.sqrt(pathDecay * (2 - pathDecay) * effective) : 0;
  const path = before.path.map((value, i) => (1 - pathDecay) * value + gain * (shift[i] as number));
  const kept = 1 - rankOne * (holds ? 1 : 1 - pathDecay * (2 - pathDecay));
  const next = covariance.map((value, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return kept * value + rankOne * (path[row] as number) * (path[column] as number);
  });
  for (const { move, present, length, weight } of steps) {
    // Negative updates are scaled so that no direction can lose more than it has.
    const scale = weight < 0 ? size / Math.max(1e-12, length * length) : 1;
    for (let row = 0; row < size; row++) {
      if (present[row] === 0) continue;
      for (let column = 0; column < size; column++) {
        if (present[column] === 0) continue;
        const at = row * size + column;
        const product = scale * (move[row] as number) * (move[column] as number);
        next[at] = (next[at] as number) + rankMany * weight * (product - (covariance[at] as number));
      }
    }
  }
  const lazy = 1 / (10 * size * (rankOne + rankMany));
  const isDue = before.age + 1 >= lazy;
  return {
    mean: mean.map((value, i) => Math.min(1, Math.max(0, value + step * (shift[i] as number)))),
    step: Math.min(1, step * Math.exp((stepDecay / damping) * (norm(stepPath) / usual - 1))),
    covariance: next,
    roots: isDue ? positive(eigen(next, size)) : roots,
    path,
    stepPath,
    generation: generation + 1,
    age: isDue ? 0 : before.age + 1,
  };
}

/** A condition number above this is rounding. */
const largestCondition = 1e14;

function positive({ values, vectors }: Eigen): Eigen {
  const least = Math.max(...values) / largestCondition;
  return { values: values.map((value) => Math.max(value, least)), vectors };
}

/** C^(-1/2)·vector. */
function whitened({ values, vectors }: Eigen, vector: Float64Array): Float64Array {
  const size = vector.length;
  const turned = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      turned[k] = (turned[k] as number) + (vectors[row * size + k] as number) * (vector[row] as number);
    }
  }
  for (let k = 0; k < size; k++) turned[k] = (turned[k] as number) / Math.sqrt(values[k] as number);
  return vector.map((_, row) => rowTimes(vectors, size, row, turned));
}

const norm = (vector: Float64Array): number => Math.sqrt(vector.reduce((total, value) => total + value * value, 0));
