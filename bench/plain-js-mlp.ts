import { createRandom } from '../shared/random.ts';
import type { BenchData } from './datasets.ts';

/** One hidden layer of rectified units, softmax, Adam. */
export interface PlainJob {
  readonly hidden: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** Weights [inputs, hidden], biases, weights [hidden, classes], biases, as views of one array. */
function viewsOf(numbers: Float32Array, columns: number, hidden: number, classes: number) {
  const sizes = [columns * hidden, hidden, hidden * classes, classes];
  let from = 0;
  const [kernel1, bias1, kernel2, bias2] = sizes.map((size) => numbers.subarray(from, (from += size)));
  return { kernel1, bias1, kernel2, bias2 } as Record<'kernel1' | 'bias1' | 'kernel2' | 'bias2', Float32Array>;
}

/** out = start + row × kernel, leaving out zeros of the row. */
function affine(row: Float32Array, kernel: Float32Array, start: Float32Array, out: Float32Array): void {
  const width = out.length;
  out.set(start);
  for (let i = 0; i < row.length; i++) {
    const value = row[i] as number;
    if (value === 0) continue;
    const at = i * width;
    for (let k = 0; k < width; k++) out[k] = (out[k] as number) + value * (kernel[at + k] as number);
  }
}

/** gradient += row ⊗ delta. */
function addOuter(row: Float32Array, delta: Float32Array, gradient: Float32Array): void {
  const width = delta.length;
  for (let i = 0; i < row.length; i++) {
    const value = row[i] as number;
    if (value === 0) continue;
    const at = i * width;
    for (let k = 0; k < width; k++) gradient[at + k] = (gradient[at + k] as number) + value * (delta[k] as number);
  }
}

/** out := softmax(out). */
function softmax(out: Float32Array): void {
  const highest = Math.max(...out);
  let sum = 0;
  for (let c = 0; c < out.length; c++) sum += out[c] = Math.exp((out[c] as number) - highest);
  for (let c = 0; c < out.length; c++) out[c] = (out[c] as number) / sum;
}

function adam(numbers: Float32Array, gradient: Float32Array, m: Float32Array, v: Float32Array, rate: number): void {
  for (let p = 0; p < numbers.length; p++) {
    const g = gradient[p] as number;
    const momentum = (m[p] = (m[p] as number) + 0.1 * (g - (m[p] as number)));
    const variance = (v[p] = (v[p] as number) + 0.001 * (g * g - (v[p] as number)));
    numbers[p] = (numbers[p] as number) - (rate * momentum) / (Math.sqrt(variance) + 1e-7);
  }
}

/**
 * The bar that packing has to clear on tiny networks: training one trial in plain JavaScript on typed arrays, without any engine.
 * Gives the accuracy on the test rows.
 */
export function trainPlainMlp(data: BenchData, job: PlainJob): number {
  const { columns, classes, trainingRows } = data;
  const { hidden, epochs, batch } = job;
  const random = createRandom(job.seed);
  const size = columns * hidden + hidden + hidden * classes + classes;
  const [numbers, gradient, m, v] = Array.from({ length: 4 }, () => new Float32Array(size)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const weights = viewsOf(numbers, columns, hidden, classes);
  const gradients = viewsOf(gradient, columns, hidden, classes);
  const draw = (limit: number) => (random.next() * 2 - 1) * limit;
  for (const i of weights.kernel1.keys()) weights.kernel1[i] = draw(Math.sqrt(6 / (columns + hidden)));
  for (const i of weights.kernel2.keys()) weights.kernel2[i] = draw(Math.sqrt(6 / (hidden + classes)));
  const [active, delta, output] = [new Float32Array(hidden), new Float32Array(hidden), new Float32Array(classes)];

  const forward = (row: Float32Array): void => {
    affine(row, weights.kernel1, weights.bias1, active);
    for (let k = 0; k < hidden; k++) if ((active[k] as number) < 0) active[k] = 0;
    affine(active, weights.kernel2, weights.bias2, output);
  };
  const rowOf = (row: number) => data.features.subarray(row * columns, (row + 1) * columns);

  const learn = (row: number, share: number): void => {
    const input = rowOf(row);
    forward(input);
    softmax(output);
    const target = data.targets[row] as number;
    for (let c = 0; c < classes; c++) {
      output[c] = ((output[c] as number) - (c === target ? 1 : 0)) * share;
      gradients.bias2[c] = (gradients.bias2[c] as number) + (output[c] as number);
    }
    addOuter(active, output, gradients.kernel2);
    for (let k = 0; k < hidden; k++) {
      let sum = 0;
      if ((active[k] as number) > 0) {
        for (let c = 0; c < classes; c++) {
          sum += (weights.kernel2[k * classes + c] as number) * (output[c] as number);
        }
      }
      delta[k] = sum;
      gradients.bias1[k] = (gradients.bias1[k] as number) + sum;
    }
    addOuter(input, delta, gradients.kernel1);
  };

  let order = Array.from({ length: trainingRows }, (_, row) => row);
  let steps = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    order = random.shuffle(order);
    for (let from = 0; from < trainingRows; from += batch) {
      const to = Math.min(trainingRows, from + batch);
      gradient.fill(0);
      for (let at = from; at < to; at++) learn(order[at] as number, 1 / (to - from));
      steps++;
      adam(numbers, gradient, m, v, (job.learningRate * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps));
    }
  }
  let right = 0;
  for (let row = trainingRows; row < data.rows; row++) {
    forward(rowOf(row));
    if (output.indexOf(Math.max(...output)) === data.targets[row]) right++;
  }
  return right / (data.rows - trainingRows);
}
