import type { Candidate } from '../../shared/candidate.ts';
import { createRandom } from '../../shared/random.ts';
import { type SearchSpace, sampleCandidate } from '../../shared/search-space.ts';
import { median } from '../measure.ts';
import type { Task } from './task.ts';

const coordinates = (candidate: Candidate, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Number(candidate[`x.${index + 1}`]));

/** Branin and Hoo 1972; its three minima are 0.397887. */
function branin(candidate: Candidate): number {
  const [x = 0, y = 0] = coordinates(candidate, 2);
  const valley = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
  return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

const weights = [1, 1.2, 3, 3.2];
const scales = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const centres = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];

/** Hartmann 1973, six coordinates; its minimum is -3.322368. */
function hartmann(candidate: Candidate): number {
  const x = coordinates(candidate, 6);
  return -weights.reduce((sum, weight, hill) => {
    const distance = x.reduce(
      (total, value, at) => total + (scales[hill]?.[at] ?? 0) * (value - (centres[hill]?.[at] ?? 0) / 10_000) ** 2,
      0,
    );
    return sum + weight * Math.exp(-distance);
  }, 0);
}

/** Ackley 1987; its minimum, at 0, is 0. */
function ackley(x: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const near = -20 * Math.exp(-0.2 * Math.sqrt(mean(x.map((value) => value ** 2))));
  return near - Math.exp(mean(x.map((value) => Math.cos(2 * Math.PI * value)))) + 20 + Math.E;
}

const away = [3, -7, 11, -2];

/** Ackley's function of two coordinates and never below 2, or of four and down to 0: a branch that is harder, and better. */
function conditionalAckley(candidate: Candidate): number {
  const isDeep = candidate.branch === 'deep';
  const x = coordinates(candidate, isDeep ? 4 : 2).map((value, at) => value - (away[at] ?? 0));
  return ackley(x) + (isDeep ? 0 : 2);
}

const interval = (low: number, high: number) => ({ type: 'uniform' as const, low, high });
const deep = { when: { branch: ['deep'] } };

const functions: readonly Pick<Task, 'name' | 'space' | 'value' | 'best'>[] = [
  {
    name: 'Branin',
    space: { 'x.1': interval(-5, 10), 'x.2': interval(0, 15) },
    value: branin,
    best: 0.39788735772973816,
  },
  {
    name: 'Hartmann, 6 coordinates',
    space: Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`x.${index + 1}`, interval(0, 1)])),
    value: hartmann,
    best: -3.322368011415515,
  },
  {
    name: 'Ackley, two branches',
    space: {
      branch: { type: 'choice', options: ['flat', 'deep'] },
      'x.1': interval(-32, 32),
      'x.2': interval(-32, 32),
      'x.3': { ...interval(-32, 32), ...deep },
      'x.4': { ...interval(-32, 32), ...deep },
    },
    value: conditionalAckley,
    best: 0,
  },
];

function medianOf(space: SearchSpace, value: Task['value']): number {
  const random = createRandom('median');
  return median(Array.from({ length: 10_001 }, () => value(sampleCandidate(space, random))));
}

/** Functions whose minimum is known in closed form. */
export const functionTasks = (): Task[] =>
  functions.map((task) => ({
    ...task,
    family: 'functions',
    maximise: false,
    median: medianOf(task.space, task.value),
  }));
