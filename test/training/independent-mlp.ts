import type { TrainingData } from '../../shared/trainer.ts';
import type { Memory, Rule } from './published-optimizers.ts';

interface IndependentTraining {
  readonly data: TrainingData;
  /** Units from the input to the output: ReLU between, softmax at the end of a classifier. */
  readonly sizes: readonly number[];
  /** To begin with: each layer's kernel, [inputs, units] row-major, then its bias. */
  readonly parameters: Float32Array;
  readonly rule: Rule;
  readonly l2: number;
  readonly learningRate: (progress: number) => number;
  readonly batchSize: number;
  readonly fullEpochs: number;
  /** The training rows in the order of each epoch. */
  readonly orders: readonly (readonly number[])[];
}

interface Layer {
  readonly inputs: number;
  readonly units: number;
  readonly kernel: number;
  readonly bias: number;
}

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? Number.NaN;

function layersOf(sizes: readonly number[]): Layer[] {
  let next = 0;
  return sizes.slice(1).map((units, index) => {
    const inputs = at(sizes, index);
    const kernel = next;
    const bias = kernel + inputs * units;
    next = bias + units;
    return { inputs, units, kernel, bias };
  });
}

/** What goes into each layer for one row, and the outputs last. */
function forward(layers: readonly Layer[], weights: Float64Array, row: readonly number[]): number[][] {
  const activations: number[][] = [[...row]];
  for (const [depth, { inputs, units, kernel, bias }] of layers.entries()) {
    const input = activations[depth] ?? [];
    activations.push(
      Array.from({ length: units }, (_, unit) => {
        let sum = at(weights, bias + unit);
        for (let i = 0; i < inputs; i++) sum += at(input, i) * at(weights, kernel + i * units + unit);
        return depth < layers.length - 1 ? Math.max(0, sum) : sum;
      }),
    );
  }
  return activations;
}

function softmax(outputs: readonly number[]): number[] {
  const powers = outputs.map((output) => Math.exp(output - Math.max(...outputs)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** One row's loss and its gradient by the outputs. */
function lossOf(outputs: readonly number[], data: TrainingData, row: number): { loss: number; delta: number[] } {
  if (data.task === 'regression') {
    const count = outputs.length;
    const differences = outputs.map((output, index) => output - at(data.targets, row * count + index));
    return {
      loss: differences.reduce((sum, difference) => sum + difference ** 2, 0) / count,
      delta: differences.map((difference) => (2 * difference) / count),
    };
  }
  const target = at(data.targets, row);
  const shares = softmax(outputs);
  return {
    loss: -Math.log(at(shares, target)),
    delta: shares.map((share, label) => share - (label === target ? 1 : 0)),
  };
}

/** Adds one row's gradient by every weight to `gradient`. */
function backward(
  layers: readonly Layer[],
  weights: Float64Array,
  activations: readonly (readonly number[])[],
  outputDelta: readonly number[],
  gradient: Float64Array,
): void {
  let delta = outputDelta;
  for (const [depth, { inputs, units, kernel, bias }] of [...layers.entries()].toReversed()) {
    const input = activations[depth] ?? [];
    const below = Array.from({ length: inputs }, () => 0);
    for (let unit = 0; unit < units; unit++) {
      const d = at(delta, unit);
      gradient[bias + unit] = at(gradient, bias + unit) + d;
      for (let i = 0; i < inputs; i++) {
        const place = kernel + i * units + unit;
        gradient[place] = at(gradient, place) + d * at(input, i);
        below[i] = at(below, i) + d * at(weights, place);
      }
    }
    delta = below.map((value, i) => (at(input, i) > 0 ? value : 0));
  }
}

/**
 * A plain multilayer perceptron in float64, a row and a number at a time: shares no code with packed training. Batches are of
 * one size, the smallest that takes no more steps than `batchSize` would; the last is filled up from the order's beginning.
 */
export function trainIndependently(training: IndependentTraining) {
  const { data, sizes, rule, l2, learningRate, batchSize, fullEpochs, orders } = training;
  const layers = layersOf(sizes);
  const weights = Float64Array.from(training.parameters);
  const memories = Array.from(weights, (): Memory => ({ first: 0, second: 0 }));
  const rowOf = (row: number): number[] =>
    Array.from({ length: at(sizes, 0) }, (_, column) => at(data.features, row * at(sizes, 0) + column));
  const isKernel = (place: number): boolean => layers.some(({ kernel, bias }) => place >= kernel && place < bias);
  const trainingLoss: number[] = [];
  const validationLoss: number[] = [];
  let step = 0;
  for (const [epoch, order] of orders.entries()) {
    const steps = Math.ceil(order.length / batchSize);
    const batch = Math.ceil(order.length / steps);
    let total = 0;
    for (let index = 0; index < steps; index++) {
      step++;
      const gradient = new Float64Array(weights.length);
      for (let next = index * batch; next < (index + 1) * batch; next++) {
        const row = at(order, next % order.length);
        const activations = forward(layers, weights, rowOf(row));
        const { loss, delta } = lossOf(activations.at(-1) ?? [], data, row);
        total += loss / (steps * batch);
        const share = delta.map((value) => value / batch);
        backward(layers, weights, activations, share, gradient);
      }
      const rate = learningRate((epoch + index / steps) / fullEpochs);
      for (const [place, weight] of weights.entries()) {
        const slope = at(gradient, place) + (isKernel(place) ? l2 * weight : 0);
        weights[place] = rule(weight, slope, memories[place] as Memory, { learningRate: rate, step });
      }
    }
    trainingLoss.push(total);
    const losses = Array.from(data.validation, (row) => {
      const outputs = forward(layers, weights, rowOf(row)).at(-1) ?? [];
      return lossOf(outputs, data, row).loss;
    });
    validationLoss.push(losses.reduce((sum, loss) => sum + loss, 0) / losses.length);
  }
  return { trainingLoss, validationLoss, parameters: weights };
}
