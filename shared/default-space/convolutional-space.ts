import { type Shape, sidesOf, sizeOf } from '../layers.ts';
import { cells, maximumStages, pools } from '../network/convolutional.ts';
import { optimizers, schedules } from '../network.ts';
import type { Condition, SearchSpace } from '../search-space.ts';
import type { DataShape } from './data-shape.ts';
import { powersOfTwo } from './powers-of-two.ts';

const convolves: Condition = { family: ['convolutional'] };

/** So many positions may be read by a hidden layer as they are, where nothing was pooled. */
const fewPositions = 64;

/** Stages that halve the sides until one or two positions are left. */
const stagesOf = (input: Shape): number => {
  const sides = sidesOf(input);
  return Math.min(maximumStages, Math.max(1, Math.floor(Math.log2(sizeOf(sides)) / sides.length)));
};

/** What is chosen by the kind of data and its size. */
interface Sizes {
  readonly repeats: number;
  readonly filters: readonly number[];
  readonly kernels: readonly number[];
}

/**
 * Convolutional networks over images or series. Why these ranges:
 * - stages: as many as halve the sides until the last convolution sees two positions a side, four at most. From one on: what is found
 *   by position alone needs no more.
 * - widen: from the same number of filters in all stages to twice as many in each, which keeps the work of a stage about the same.
 * - kernel: where a stage has one convolution alone; several of 3 see as far as a larger one, for less (Simonyan & Zisserman 2015).
 * - cell: where a stage has several convolutions all but plain ones have shortcuts, by which deep networks train. Separable ones see as much for a
 *   fraction of the numbers; weighed channels are a little more of them for a context that convolutions lack.
 * - pool: `none` only where few positions are left to be read whole.
 */
export function convolutionalSpace(input: Shape, { repeats, filters, kernels }: Sizes): SearchSpace {
  const stages = stagesOf(input);
  const options = pools.filter((pool) => pool !== 'none' || sizeOf(sidesOf(input)) <= fewPositions);
  return {
    stages:
      stages > 1
        ? { type: 'integer', low: 1, high: stages, when: convolves }
        : { type: 'constant', value: 1, when: convolves },
    repeats: { type: 'integer', low: 1, high: repeats, when: convolves },
    filters: { type: 'ordinal', values: [...filters], when: convolves },
    ...(stages > 1
      ? { widen: { type: 'ordinal', values: [1, 1.5, 2], when: { ...convolves, stages: { atLeast: 2 } } } }
      : {}),
    kernel: { type: 'ordinal', values: [...kernels], when: { ...convolves, repeats: [1] } },
    cell: { type: 'choice', options: [...cells], when: convolves },
    pool: { type: 'choice', options, when: convolves },
    globalPool: { type: 'choice', options: [false, true], when: convolves },
  };
}

/**
 * What networks over images and series have beside their family's own parameters. Why these ranges:
 * - depth: up to 2 hidden layers behind the family's blocks; 0 reads the classes off them, as most published networks do.
 * - width: 16–128 below 2,000 rows, else 32–256.
 * - activation: without saturating ones, whose gradients fade over many layers; layer normalisation is left to a space of one's own, as
 *   batch normalisation is what convolutions are trained with (Ioffe & Szegedy 2015).
 * - dropout: up to 0.5, of whole channels before the hidden layers (Tompson et al. 2015).
 * - l2: up to 1e-3: kernels are read at every position, and feel it as often.
 * - learningRate: from Adam's usual 0.001 (Kingma & Ba 2015) to the hundredths that momentum wants; below those of tables, as a kernel's
 *   gradient sums over positions. Plain gradient descent is left out: with momentum it is as good and sooner there.
 */
export function commonSpace({ rows, outputs, task }: DataShape): SearchSpace {
  const few = rows < 2000;
  const widths = few ? powersOfTwo(outputs > 10 ? 32 : 16, 128) : powersOfTwo(32, 256);
  const batchSizes = few ? [32, 64] : rows < 20_000 ? [64, 128] : [128, 256];
  return {
    depth: { type: 'integer', low: 0, high: 2 },
    'width.1': { type: 'ordinal', values: widths, when: { depth: { atLeast: 1 } } },
    'width.2': { type: 'ordinal', values: widths, when: { depth: { atLeast: 2 } } },
    activation: { type: 'choice', options: ['relu', 'elu', 'swish', 'gelu'] },
    normalisation: { type: 'choice', options: ['none', 'batch'] },
    dropout: { type: 'uniform', low: 0, high: 0.5 },
    l2: { type: 'logUniform', low: 1e-7, high: 1e-3 },
    ...(task === 'regression' ? {} : { labelSmoothing: { type: 'uniform', low: 0, high: 0.2 } }),
    optimizer: { type: 'choice', options: optimizers.filter((name) => name !== 'sgd') },
    learningRate: { type: 'logUniform', low: 0.001, high: 0.03 },
    momentum: { type: 'uniform', low: 0.8, high: 0.99, when: { optimizer: ['momentum', 'nesterov'] } },
    weightDecay: { type: 'logUniform', low: 1e-6, high: 1e-1, when: { optimizer: ['adamw'] } },
    schedule: { type: 'choice', options: [...schedules] },
    batchSize: { type: 'choice', options: batchSizes },
    initializer: { type: 'choice', options: ['glorotUniform', 'heUniform'] },
  };
}
