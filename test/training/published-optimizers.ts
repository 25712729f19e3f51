import type { optimizers } from '../../shared/network.ts';

/** What an optimiser remembers of one number. */
export interface Memory {
  first: number;
  second: number;
}

/** One step of one number: its new value. `step` counts from 1. */
export type Rule = (
  weight: number,
  gradient: number,
  memory: Memory,
  at: { readonly learningRate: number; readonly step: number },
) => number;

interface Settings {
  readonly momentum: number;
  readonly weightDecay: number;
}

const epsilon = 1e-7;

/** Kingma & Ba 2015, Algorithm 1. */
const adam: Rule = (weight, gradient, memory, { learningRate, step }) => {
  memory.first = 0.9 * memory.first + 0.1 * gradient;
  memory.second = 0.999 * memory.second + 0.001 * gradient ** 2;
  const first = memory.first / (1 - 0.9 ** step);
  const second = memory.second / (1 - 0.999 ** step);
  return weight - (learningRate * first) / (Math.sqrt(second) + epsilon);
};

/** The rules as published, a number at a time in float64: packed training folds them into one, this keeps them apart. */
export const publishedOptimizers: Record<(typeof optimizers)[number], (settings: Settings) => Rule> = {
  sgd:
    () =>
    (weight, gradient, _memory, { learningRate }) =>
      weight - learningRate * gradient,
  // Polyak 1964, in the form that a schedule scales the whole step of.
  momentum:
    ({ momentum }) =>
    (weight, gradient, memory, { learningRate }) => {
      memory.first = momentum * memory.first + gradient;
      return weight - learningRate * memory.first;
    },
  // Sutskever et al. 2013, equations 3 and 4: what is trained is their look-ahead θ + μv, where the gradient is taken.
  nesterov:
    ({ momentum }) =>
    (weight, gradient, memory, { learningRate }) => {
      const theta = weight - momentum * memory.first;
      memory.first = momentum * memory.first - learningRate * gradient;
      return theta + memory.first + momentum * memory.first;
    },
  adam: () => adam,
  // Loshchilov & Hutter 2019, Algorithm 2, with the decay scaled by the learning rate as in Keras and PyTorch.
  adamw:
    ({ weightDecay }) =>
    (weight, gradient, memory, at) =>
      adam(weight, gradient, memory, at) - at.learningRate * weightDecay * weight,
  // Tieleman & Hinton 2012.
  rmsprop:
    () =>
    (weight, gradient, memory, { learningRate }) => {
      memory.second = 0.9 * memory.second + 0.1 * gradient ** 2;
      return weight - (learningRate * gradient) / (Math.sqrt(memory.second) + epsilon);
    },
};
