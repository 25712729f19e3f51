import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { upload } from '../packed/compile.ts';
import type { Keep } from '../packed/layers/layer.ts';
import type { Factor, Factors } from './factors.ts';
import type { Shares } from './supernet.ts';

/** Shares of the options from logits, [trials, logits]. */
export type SharesAt = (logits: Tensor | undefined) => Shares;

/** Learned factors by a softmax of their own logits, the others as the trials hold them. Constants are handed to `keep`. */
export function sharesFor(factors: Factors, trials: number, keep: Keep): SharesAt {
  const { depth, widths, activation, normalisation, residual } = factors;
  const held = new Map<Factor, Tensor>();
  for (const factor of [depth, ...widths, activation, normalisation, residual]) {
    if (factor.logits !== undefined || factor.options.length === 1 || held.has(factor)) continue;
    const rows = factor.held.map((own) => factor.options.map((_, option) => Number(option === own)));
    held.set(factor, keep(upload(tf.tensor2d(rows))));
  }
  return (logits) => {
    const learned = new Map<Factor, Tensor>();
    return (factor) => {
      if (factor.logits === undefined) return held.get(factor);
      const known = learned.get(factor);
      if (known !== undefined) return known;
      const own = tf.slice(logits as Tensor, [0, factor.logits.offset], [trials, factor.options.length]);
      const shares = tf.softmax(own);
      learned.set(factor, shares);
      return shares;
    };
  };
}
