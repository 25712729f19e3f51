import type { SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { type AttentionConfig, headSize } from '../../../shared/layers.ts';
import { kernelProduct } from './kernel-product.ts';
import {
  type Keep,
  type LayerPack,
  noNoise,
  type PackedLayer,
  type Place,
  type TfjsLayer,
  type Unpacked,
} from './layer.ts';
import { hiddenSteps, hiddenStepsOf, stepColumn } from './mask.ts';

/** What queries are scaled by: 1/√size of a trial's own head, whatever it is padded to; keys and values by 1. [trials, 1, 3, 1, 1]. */
function scalesOf({ configs }: LayerPack<AttentionConfig>, keep: Keep): Tensor {
  const scales = configs.flatMap((config) => [1 / Math.sqrt(headSize(config)), 1, 1]);
  return keep(tf.tensor(scales, [configs.length, 1, 3, 1, 1]));
}

/** [groups × numbers × rows] as matrices of one row and group each, [groups × rows, a, b], of numbers a × b. */
const byRow = (x: Tensor, groups: number, rows: number, [a, b]: readonly [number, number]): Tensor =>
  tf.reshape(tf.transpose(tf.reshape(x, [groups, a * b, rows]), [0, 2, 1]), [groups * rows, a, b]);
/** And back, [groups, a × b, rows]. */
const byGroup = (x: Tensor, groups: number, rows: number): Tensor =>
  tf.transpose(tf.reshape(x, [groups, rows, -1]), [0, 2, 1]);

/** Adds to scores of each row's steps, [trials × heads × rows, steps, steps], what gives nothing to padded keys. */
function withoutPadding(scores: Tensor, mask: Tensor, rows: number): Tensor {
  const steps = scores.shape[2] ?? 1;
  const hidden = tf.transpose(tf.reshape(hiddenSteps(mask), [steps, rows]));
  const beside = tf.add(tf.reshape(scores, [-1, rows, steps, steps]), tf.reshape(hidden, [1, rows, 1, steps]));
  return tf.reshape(beside, scores.shape);
}

/** Vaswani et al. 2017: multi-head self-attention. All of a pack have as many heads. */
export const attention: PackedLayer<AttentionConfig> = {
  bind(pack, keep) {
    const scales = scalesOf(pack, keep);
    return ({ x, parameters, mask }) => {
      const [kernel, outputKernel, bias] = parameters as [Tensor, Tensor, Tensor];
      const [trials = 1, channels = 1, , heads = 1, size = 1] = kernel.shape;
      const [own = 1, , steps = 1, rows = 1] = x.shape;
      const groups = trials * heads;
      const kernels = tf.reshape(tf.mul(kernel, scales), [trials, channels, 3 * heads * size]);
      const projected = kernelProduct(kernels, tf.reshape(x, [own, channels, steps * rows]));
      const [queries, keys, values] = tf
        .split(projected, 3, 1)
        .map((part) => tf.reshape(part, [groups * size, steps, rows])) as [Tensor, Tensor, Tensor];
      const matrices = (part: Tensor): Tensor => byRow(part, groups, rows, [size, steps]);
      // What is padding scores 0 before it is hidden: nothing is then left of it, and where all is, all are alike to the last bit.
      const real = mask === undefined ? keys : tf.mul(keys, tf.reshape(mask, [1, steps, rows]));
      const scores = tf.matMul(matrices(queries), matrices(real), true, false);
      const shares = tf.softmax(mask === undefined ? scores : withoutPadding(scores, mask, rows));
      const seen = byGroup(tf.matMul(matrices(values), shares, false, true), groups, rows);
      const y = kernelProduct(
        tf.reshape(outputKernel, [trials, heads * size, -1]),
        tf.reshape(seen, [trials, heads * size, steps * rows]),
      );
      return { y: tf.reshape(tf.add(y, tf.expandDims(bias, 2)), [trials, -1, steps, rows]) };
    };
  },
  noise: noNoise,
  unpack: (config) => (place) => unpackAttention(config, place),
};

interface Head {
  readonly y: SymbolicTensor;
  /** Of queries, keys and values. */
  readonly projections: readonly TfjsLayer[];
}

/** One head of its own, as tfjs multiplies the matrices of one batch and no more. */
function unpackHead(config: AttentionConfig, head: number, { x, mask, apply }: Place): Head {
  const part = (name: string): string => `${name}_${head + 1}`;
  const projection = (): TfjsLayer => tf.layers.dense({ units: headSize(config), useBias: false });
  const [query, key, value] = [projection(), projection(), projection()];
  const queries = apply(query, x, part('queries'));
  const keys = apply(key, x, part('keys'));
  const values = apply(value, x, part('values'));
  const scoresOf = (of: SymbolicTensor): SymbolicTensor =>
    apply(tf.layers.dot({ axes: [2, 2] }), [queries, of], part('scores'));
  const masked = (steps: SymbolicTensor): SymbolicTensor => {
    const named: Place['apply'] = (layer, inputs, name) => apply(layer, inputs, name && part(name));
    const real = apply(tf.layers.multiply(), [keys, stepColumn(steps, named)], part('real'));
    const row = named(tf.layers.reshape({ targetShape: [1, x.shape[1] ?? 1] }), hiddenStepsOf(steps, named), 'row');
    return apply(tf.layers.add(), [scoresOf(real), row], part('seen'));
  };
  const shares = apply(
    tf.layers.softmax({ axis: -1 }),
    mask === undefined ? scoresOf(keys) : masked(mask),
    part('shares'),
  );
  return {
    y: apply(tf.layers.dot({ axes: [2, 1] }), [shares, values], part('head')),
    projections: [query, key, value],
  };
}

function unpackAttention(config: AttentionConfig, place: Place): Unpacked {
  const heads = Array.from({ length: config.heads }, (_, head) => unpackHead(config, head, place));
  const seen = heads.map(({ y }) => y);
  const joined = seen.length === 1 ? (seen[0] as SymbolicTensor) : place.apply(tf.layers.concatenate(), seen, 'heads');
  const output = tf.layers.dense({ units: config.units });
  return {
    y: place.apply(output, joined),
    weights([kernel, outputKernel, bias]) {
      const scale = 1 / Math.sqrt(headSize(config));
      const parts = tf.unstack(kernel as Tensor, 1).map((part) => tf.unstack(part, 1));
      const projections = heads.flatMap(({ projections: layers }, head) =>
        layers.map((layer, index): [TfjsLayer, Tensor[]] => {
          const matrix = parts[index]?.[head] as Tensor;
          return [layer, [index === 0 ? tf.mul(matrix, scale) : matrix]];
        }),
      );
      const matrix = tf.reshape(outputKernel as Tensor, [-1, config.units]);
      return [...projections, [output, [matrix, bias as Tensor]]];
    },
  };
}
