import { minimise } from '../minimise.ts';

/** Rows to fit: `features` row-major with `width` columns a row, of which only those named by `rows` are read. */
export interface LinearProblem {
  readonly features: Float32Array;
  readonly width: number;
  /** [rows of features]: class indices; or row-major [rows of features, outputs]: numbers. */
  readonly targets: Float32Array;
  readonly rows: Int32Array;
}

/** Gives [rows, outputs] of features, row-major. */
export type Predict = (features: Float32Array) => Float32Array;

/** Multiply-adds one fit may take: some seconds. */
const maximumWork = 8e9;
const maximumIterations = 1000;
const tolerance = 1e-7;

/** Weights of each output lie together, its intercept last. */
function outputOf(weights: Float64Array, output: number, features: Float32Array, row: number, width: number): number {
  const [from, at] = [output * (width + 1), row * width];
  let sum = weights[from + width] ?? 0;
  for (let column = 0; column < width; column++) sum += (weights[from + column] ?? 0) * (features[at + column] ?? 0);
  return sum;
}

/** The derivative of a row's loss by its outputs, written over the outputs; answers the loss. */
type RowLoss = (outputs: Float64Array, row: number) => number;

/**
 * Minimises the rows' losses plus half the squared weights, intercepts spared: scikit-learn's C = 1 and alpha = 1.
 * All is divided by the number of rows, so that the tolerance means the same for any of them.
 */
function fit({ features, width, rows }: LinearProblem, outputs: number, loss: RowLoss): Float64Array {
  const current = new Float64Array(outputs);
  const share = 1 / Math.max(1, rows.length);
  const iterations = Math.floor(maximumWork / (2 * Math.max(1, rows.length) * (width + 1) * outputs));
  return minimise(
    (weights, gradient) => {
      let value = 0;
      gradient.fill(0);
      for (const row of rows) {
        for (let output = 0; output < outputs; output++)
          current[output] = outputOf(weights, output, features, row, width);
        value += share * loss(current, row);
        for (let output = 0; output < outputs; output++) {
          const pull = share * (current[output] ?? 0);
          const [to, at] = [output * (width + 1), row * width];
          for (let column = 0; column < width; column++) {
            gradient[to + column] = (gradient[to + column] ?? 0) + pull * (features[at + column] ?? 0);
          }
          gradient[to + width] = (gradient[to + width] ?? 0) + pull;
        }
      }
      for (let index = 0; index < weights.length; index++) {
        if (index % (width + 1) === width) continue;
        const weight = weights[index] ?? 0;
        value += (share * weight ** 2) / 2;
        gradient[index] = (gradient[index] ?? 0) + share * weight;
      }
      return value;
    },
    new Float64Array(outputs * (width + 1)),
    { iterations: Math.min(maximumIterations, Math.max(50, iterations)), tolerance },
  );
}

/** Ridge regression with alpha 1 (Hoerl & Kennard 1970): the tiny pull keeps collinear columns solvable. */
export function ridgeRegression(problem: LinearProblem, outputs: number): Predict {
  const { width, targets } = problem;
  const weights = fit(problem, outputs, (current, row) => {
    let loss = 0;
    for (let output = 0; output < outputs; output++) {
      const error = (current[output] ?? 0) - (targets[row * outputs + output] ?? 0);
      current[output] = error;
      loss += error ** 2 / 2;
    }
    return loss;
  });
  return (features) =>
    Float32Array.from({ length: (features.length / width) * outputs }, (_, at) =>
      outputOf(weights, at % outputs, features, Math.floor(at / outputs), width),
    );
}

/** The logits' softmax, in place; answers log Σ exp. `pinned` stands for one more logit, fixed at zero. */
function softmax(logits: Float64Array, pinned: boolean): number {
  let largest = pinned ? 0 : Number.NEGATIVE_INFINITY;
  for (const logit of logits) largest = Math.max(largest, logit);
  let sum = pinned ? Math.exp(-largest) : 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  for (let index = 0; index < logits.length; index++) logits[index] = Math.exp((logits[index] ?? 0) - largest) / sum;
  return largest + Math.log(sum);
}

/**
 * Multinomial logistic regression with C = 1 (Cox 1958). Two classes share one logit, class 0's being fixed at zero, as in
 * scikit-learn: the penalty then weighs the same.
 */
export function logisticRegression(problem: LinearProblem, classes: number): Predict {
  const { width, targets } = problem;
  const pinned = classes === 2;
  const free = pinned ? 1 : classes;
  const weights = fit(problem, free, (outputs, row) => {
    const target = targets[row] ?? 0;
    const index = pinned ? target - 1 : target;
    const own = outputs[index] ?? 0;
    const loss = softmax(outputs, pinned) - own;
    if (index >= 0) outputs[index] = (outputs[index] ?? 0) - 1;
    return loss;
  });
  return (features) => {
    const rows = features.length / width;
    const probabilities = new Float32Array(rows * classes);
    const logits = new Float64Array(free);
    for (let row = 0; row < rows; row++) {
      for (let output = 0; output < free; output++) logits[output] = outputOf(weights, output, features, row, width);
      softmax(logits, pinned);
      if (pinned) probabilities.set([1 - (logits[0] ?? 0), logits[0] ?? 0], row * 2);
      else probabilities.set(logits, row * classes);
    }
    return probabilities;
  };
}
