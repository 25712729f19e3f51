import { activations } from './layers.ts';
import { normalisations, optimizers, schedules } from './network.ts';
import type { Condition, SearchSpace } from './search-space.ts';
import type { Task } from './task.ts';

/** What the default space is chosen from. `rows` are training rows; `outputs` is the number of classes, 1 for regression. */
export interface DataShape {
  readonly task: Task;
  readonly rows: number;
  readonly features: number;
  readonly outputs: number;
}

const hidden: Condition = { depth: { atLeast: 1 } };

/** Powers of two from low to high: equal steps in the logarithm, and few enough for candidates to be packed together. */
function powersOfTwo(low: number, high: number): number[] {
  const powers: number[] = [];
  for (let power = low; power <= high; power *= 2) powers.push(power);
  return powers;
}

/**
 * The space of fully connected networks for a dataset of this shape. Why these ranges:
 * - depth: up to 3 below 2,000 rows, where deeper ones only overfit, else 6. 0 is a linear model, often the best on small data.
 * - width: 4–64 below 2,000 rows, else 16–256; from 16 where there are 64 features or more than 10 classes, as fewer units
 *   would be a bottleneck. One width a layer, so that networks may narrow.
 * - dropout: up to 0.5, where the noise is largest (Srivastava et al. 2014).
 * - l1, l2: from no effect (1e-7) to one that shrinks most weights (1e-2), in the logarithm.
 * - labelSmoothing: up to 0.2; 0.1 is the usual value (Szegedy et al. 2016).
 * - learningRate: two decades that hold Adam's good values at the low end and plain gradient descent's at the high end. Small
 *   tables have a few updates an epoch, so theirs are three times as large.
 * - momentum: 0.8–0.99, the mean over the last 5 to 100 updates.
 * - weightDecay: decoupled (Loshchilov & Hutter 2019) and multiplied by the learning rate, hence up to 0.1.
 * - batchSize: enough for a stable gradient and for some updates an epoch; two or three values, as trials of one size are packed.
 */
export function defaultSpace({ task, rows, features, outputs }: DataShape): SearchSpace {
  const small = rows < 2000;
  const depth = small ? 3 : 6;
  const bottleneck = features >= 64 || outputs > 10;
  const widths = powersOfTwo(small && !bottleneck ? 4 : 16, small ? 64 : 256);
  const batchSizes = small ? [32, 64] : rows < 20_000 ? [64, 128, 256] : [128, 256, 512];
  const [slowest, fastest] = small ? [0.003, 0.3] : [0.001, 0.1];
  const widthOfLayer = Array.from(
    { length: depth },
    (_, index) =>
      [`width.${index + 1}`, { type: 'ordinal', values: widths, when: { depth: { atLeast: index + 1 } } }] as const,
  );
  return {
    depth: { type: 'integer', low: 0, high: depth },
    ...Object.fromEntries(widthOfLayer),
    activation: { type: 'choice', options: [...activations], when: hidden },
    normalisation: { type: 'choice', options: [...normalisations], when: hidden },
    dropout: { type: 'uniform', low: 0, high: 0.5, when: hidden },
    residual: { type: 'choice', options: [false, true], when: { depth: { atLeast: 2 } } },
    l1: { type: 'logUniform', low: 1e-7, high: 1e-2 },
    l2: { type: 'logUniform', low: 1e-7, high: 1e-2 },
    ...(task === 'regression' ? {} : { labelSmoothing: { type: 'uniform', low: 0, high: 0.2 } }),
    optimizer: { type: 'choice', options: [...optimizers] },
    learningRate: { type: 'logUniform', low: slowest, high: fastest },
    momentum: { type: 'uniform', low: 0.8, high: 0.99, when: { optimizer: ['momentum', 'nesterov'] } },
    weightDecay: { type: 'logUniform', low: 1e-6, high: 1e-1, when: { optimizer: ['adamw'] } },
    schedule: { type: 'choice', options: [...schedules] },
    batchSize: { type: 'choice', options: batchSizes },
    // Normal and uniform draws of one scale hardly differ: one of each scale.
    initializer: { type: 'choice', options: ['glorotUniform', 'heUniform', 'lecunNormal'] },
  };
}
