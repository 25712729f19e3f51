import { activations, sizeOf } from '../layers.ts';
import { normalisations } from '../network/family.ts';
import { maximumDepth } from '../network/fully-connected.ts';
import { optimizers, schedules } from '../network.ts';
import type { Condition, SearchSpace } from '../search-space.ts';
import type { DataShape } from './data-shape.ts';
import { powersOfTwo } from './powers-of-two.ts';

const hidden: Condition = { depth: { atLeast: 1 } };

/** What changes with the number of training rows. */
function sizesFor({ rows, input, outputs }: DataShape) {
  const bottleneck = sizeOf(input) >= 64 || outputs > 10;
  if (rows < 500) return { depth: 3, widths: powersOfTwo(bottleneck ? 8 : 4, 32), batchSizes: [32], few: true };
  if (rows < 2000) return { depth: 3, widths: powersOfTwo(bottleneck ? 16 : 8, 64), batchSizes: [32, 64], few: true };
  const batchSizes = rows < 20_000 ? [64, 128, 256] : [128, 256, 512];
  return { depth: maximumDepth, widths: powersOfTwo(16, 256), batchSizes, few: false };
}

/**
 * The space of fully connected networks over a table of this shape. Why these ranges:
 * - depth: up to 3 below 2,000 rows, where deeper ones only overfit, else 6. 0 is a linear model, often the best on small data.
 * - width: 4–32 below 500 rows, 8–64 below 2,000, else 16–256; more at the low end where there are 64 features or more than 10
 *   classes, as few units would be a bottleneck. One width a layer, so that networks may narrow.
 * - activation, normalisation: below 2,000 rows one of each sort (piecewise, saturating, smooth; none or by batch), as the rest
 *   hardly differ there and a smaller space is searched sooner; else all.
 * - dropout: up to 0.5, where the noise is largest (Srivastava et al. 2014).
 * - l2: from no effect (1e-7) to one that shrinks most weights (1e-2), in the logarithm. l1 is left to a space of one's own.
 * - labelSmoothing: up to 0.2; 0.1 is the usual value (Szegedy et al. 2016).
 * - learningRate: two decades that hold Adam's good values at the low end and plain gradient descent's at the high end. Larger
 *   ones win on small tables by a lucky epoch, and their refit is a lottery.
 * - momentum: 0.8–0.99, the mean over the last 5 to 100 updates.
 * - weightDecay: decoupled (Loshchilov & Hutter 2019) and multiplied by the learning rate, hence up to 0.1.
 * - batchSize: enough for a stable gradient and for some updates an epoch; few values, as trials of one size are packed.
 */
export function tableSpace(shape: DataShape): SearchSpace {
  const { depth, widths, batchSizes, few } = sizesFor(shape);
  const widthOfLayer = Array.from(
    { length: depth },
    (_, index) =>
      [`width.${index + 1}`, { type: 'ordinal', values: widths, when: { depth: { atLeast: index + 1 } } }] as const,
  );
  return {
    depth: { type: 'integer', low: 0, high: depth },
    ...Object.fromEntries(widthOfLayer),
    activation: { type: 'choice', options: few ? ['relu', 'tanh', 'elu', 'swish'] : [...activations], when: hidden },
    normalisation: { type: 'choice', options: few ? ['none', 'batch'] : [...normalisations], when: hidden },
    dropout: { type: 'uniform', low: 0, high: 0.5, when: hidden },
    residual: { type: 'choice', options: [false, true], when: { depth: { atLeast: 2 } } },
    l2: { type: 'logUniform', low: 1e-7, high: 1e-2 },
    ...(shape.task === 'regression' ? {} : { labelSmoothing: { type: 'uniform', low: 0, high: 0.2 } }),
    optimizer: { type: 'choice', options: [...optimizers] },
    learningRate: { type: 'logUniform', low: 0.0005, high: 0.05 },
    momentum: { type: 'uniform', low: 0.8, high: 0.99, when: { optimizer: ['momentum', 'nesterov'] } },
    weightDecay: { type: 'logUniform', low: 1e-6, high: 1e-1, when: { optimizer: ['adamw'] } },
    schedule: { type: 'choice', options: [...schedules] },
    batchSize: { type: 'choice', options: batchSizes },
    // Normal and uniform draws of one scale hardly differ: one of each scale.
    initializer: { type: 'choice', options: ['glorotUniform', 'heUniform', 'lecunNormal'] },
  };
}
