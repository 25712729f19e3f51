import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Activation } from '../../shared/layers.ts';
import { packedActivation } from '../packed/activations.ts';
import { cutLeaf, joinLeaves } from '../packed/bands.ts';
import { upload } from '../packed/compile.ts';
import { productOfShared } from '../packed/layers/dense.ts';
import type { Keep } from '../packed/layers/layer.ts';
import { normalizedByBatch, normalizedByRow } from '../packed/layers/normalization.ts';
import type { Band, Leaf } from '../packed/layout.ts';
import type { Factor, Factors } from './factors.ts';

/** Shares of a factor's options, [trials, options]; undefined where it has but one. */
export type Shares = (factor: Factor) => Tensor | undefined;

/** Dropout made continuous in its rate. */
export interface RelaxedDropout {
  /** [trials, 1, 1]. */
  readonly rate: Tensor;
  /** Uniform numbers in [0, 1), one [1, rows, width] a layer. */
  readonly noise: readonly Tensor[];
}

export interface SupernetLeaves {
  /** A hidden layer's, in order; `gamma` and `beta` where any option normalises. */
  readonly layers: readonly {
    readonly kernel: Leaf;
    readonly bias: Leaf;
    readonly gamma?: Leaf;
    readonly beta?: Leaf;
  }[];
  /** One head an exit, in the order of the depth's options. */
  readonly exits: readonly { readonly kernel: Leaf; readonly bias: Leaf }[];
}

/**
 * All networks of the choices in one, with a leading trial axis: widths are masks over the widest layer (Wan et al. 2020, FBNetV2),
 * activations and normalisations mixtures of their outputs (Liu et al. 2019, DARTS), depths exits of their own. With all of a
 * factor's weight on one option it is that option's network. Normalisation by batch takes the batch's own statistics.
 */
export interface Supernet {
  readonly trials: number;
  readonly widths: readonly number[];
  readonly bands: readonly Band[];
  readonly leaves: SupernetLeaves;
  /** Bands as leaves, each [trials, ...shape]. */
  cut(bands: readonly Tensor[]): Tensor[];
  /** Leaves as bands. */
  join(leaves: readonly Tensor[]): Tensor[];
  /** Each exit's outputs before softmax, [trials, rows, outputs]; `x` is [1, rows, features]. `dropout` in training only. */
  forward(x: Tensor, leaves: readonly Tensor[], shares: Shares, dropout?: RelaxedDropout): Tensor[];
}

const kernels = 0;
const others = 1;

/** Maddison et al. 2017, Gal et al. 2017 (Concrete Dropout): as close to a step as gradients stay useful. */
const gateTemperature = 0.1;
const smallestRate = 1e-4;
/** What float32 tells from 0 and 1. */
const noiseMargin = 1e-6;

/** [trials, rows, width]: a smooth version of keeping with probability 1 − rate, divided by it. */
function gate({ rate }: RelaxedDropout, noise: Tensor): Tensor {
  const logit = (x: Tensor): Tensor => tf.sub(tf.log(x), tf.log(tf.sub(1, x)));
  const bounded = tf.clipByValue(rate, smallestRate, 1 - smallestRate);
  const draw = tf.clipByValue(noise, noiseMargin, 1 - noiseMargin);
  const open = tf.sigmoid(tf.div(tf.neg(tf.add(logit(bounded), logit(draw))), gateTemperature));
  return tf.div(open, tf.sub(1, bounded));
}

/** The columns of `x` as many as `columns`: cut, or filled up with zeros. */
function fitColumns(x: Tensor, columns: number): Tensor {
  const [trials = 1, rows = 1, own = 0] = x.shape;
  if (own === columns) return x;
  if (own > columns) return tf.slice(x, [0, 0, 0], [trials, rows, columns]);
  return tf.concat([x, tf.zeros([trials, rows, columns - own])], 2);
}

const perTrial = (x: Tensor): Tensor => tf.reshape(x, [-1, 1, 1]);

/** Each option's share, [trials, 1, 1]; undefined where there is but one option. */
function sharesOf(factor: Factor, shares: Shares): (Tensor | undefined)[] {
  const all = shares(factor);
  if (all === undefined) return [undefined];
  return tf.split(all, factor.options.length, 1).map(perTrial);
}

function mix(parts: readonly Tensor[], shares: readonly (Tensor | undefined)[]): Tensor {
  return parts
    .map((part, index) => {
      const share = shares[index];
      return share === undefined ? part : tf.mul(part, share);
    })
    .reduce((sum, part) => tf.add(sum, part));
}

/** Constants are handed to `keep`. */
export function createSupernet(
  factors: Factors,
  { trials, features, outputs }: { readonly trials: number; readonly features: number; readonly outputs: number },
  keep: Keep,
): Supernet {
  const widths = factors.widths.map(({ options }) => Math.max(...options.map(Number)));
  const columns = [0, 0];
  const all: Leaf[] = [];
  const leaf = (band: number, shape: readonly number[]): Leaf => {
    const size = shape.reduce((product, length) => product * length, 1);
    const one: Leaf = { band, first: 0, count: trials, offset: columns[band] ?? 0, size, shape };
    columns[band] = one.offset + size;
    all.push(one);
    return one;
  };
  const normalisations = factors.normalisation.options.map(String);
  const normalises = normalisations.some((name) => name !== 'none');
  const layers = widths.map((width, index) => ({
    kernel: leaf(kernels, [widths[index - 1] ?? features, width]),
    bias: leaf(others, [width]),
    ...(normalises ? { gamma: leaf(others, [width]), beta: leaf(others, [width]) } : {}),
  }));
  const depths = factors.depth.options.map(Number);
  const exits = depths.map((depth) => ({
    kernel: leaf(kernels, [widths[depth - 1] ?? features, outputs]),
    bias: leaf(others, [outputs]),
  }));
  const bands: Band[] = [
    { trials, columns: columns[kernels] ?? 0, kernel: true },
    { trials, columns: columns[others] ?? 0, kernel: false },
  ];
  const indices = new Map(all.map((one, index) => [one, index]));

  const constant = (values: number[][]): Tensor => keep(upload(tf.tensor2d(values)));
  /** [options, width]: the columns that each option has. */
  const masks = factors.widths.map(({ options }, index) =>
    options.length === 1
      ? undefined
      : constant(
          options.map((width) => Array.from({ length: widths[index] ?? 0 }, (_, at) => Number(at < Number(width)))),
        ),
  );
  /** Whether the options of a layer and of the one before are the same width. */
  const alike = factors.widths.map((factor, index) => {
    const before = factors.widths[index - 1];
    return before === undefined || before === factor
      ? undefined
      : constant(before.options.map((one) => factor.options.map((other) => Number(one === other))));
  });
  const ones = (factor: Factor): Tensor => tf.ones([trials, factor.options.length]);

  /** How likely it is that layer `index` is as wide as the one before and adds what came into it. */
  const shortcutShare = (index: number, shares: Shares): Tensor | undefined => {
    const { options } = factors.residual;
    const yes = options.indexOf(true);
    if (index === 0 || yes === -1) return undefined;
    const residual = sharesOf(factors.residual, shares)[yes] ?? tf.ones([trials, 1, 1]);
    const same = alike[index];
    const [before, factor] = [factors.widths[index - 1], factors.widths[index]];
    if (same === undefined || before === undefined || factor === undefined) return residual;
    const both = tf.mul(tf.matMul(shares(before) ?? ones(before), same), shares(factor) ?? ones(factor));
    return tf.mul(residual, perTrial(tf.sum(both, 1)));
  };

  return {
    trials,
    widths,
    bands,
    leaves: { layers, exits },
    cut: (values) => all.map((one) => cutLeaf(values[one.band] as Tensor, one)),
    join: (values) =>
      bands.map((band, index) =>
        joinLeaves(
          all.filter((one) => one.band === index),
          (one) => values[indices.get(one) ?? -1] as Tensor,
          trials,
          band.columns,
        ),
      ),
    forward(x, values, shares, dropout) {
      const valueOf = (one: Leaf): Tensor => values[indices.get(one) ?? -1] as Tensor;
      const product = (input: Tensor, kernel: Tensor): Tensor =>
        input.shape[0] === trials ? tf.matMul(input, kernel) : productOfShared(input, kernel);
      const affine = (input: Tensor, kernel: Leaf, bias: Tensor): Tensor =>
        tf.add(product(input, valueOf(kernel)), tf.expandDims(bias, 1));
      const activations = factors.activation.options.map((name) => packedActivation([name as Activation], undefined));
      const ofActivations = sharesOf(factors.activation, shares);
      const ofNormalisations = sharesOf(factors.normalisation, shares);
      const batch = normalisations.indexOf('batch');
      const unbatched = batch === -1 ? undefined : ofNormalisations[batch];

      const normalise = (z: Tensor, index: number, mask: Tensor | undefined): Tensor => {
        const own = layers[index];
        if (own?.gamma === undefined || own.beta === undefined) return z;
        const [gamma, beta] = [valueOf(own.gamma), valueOf(own.beta)];
        const counts = mask === undefined ? (widths[index] ?? 1) : tf.sum(mask, 2, true);
        const parts = normalisations.map((name) => {
          if (name === 'none') return z;
          return name === 'batch'
            ? normalizedByBatch(z, gamma, beta).y
            : normalizedByRow(z, gamma, beta, { mask, counts });
        });
        return mix(parts, ofNormalisations);
      };

      /** Before normalisation by batch a bias is nothing but rounding. */
      const biasOf = ({ bias }: (typeof layers)[number]): Tensor => {
        if (batch === -1) return valueOf(bias);
        if (unbatched === undefined) return tf.mul(valueOf(bias), 0);
        return tf.mul(valueOf(bias), tf.sub(1, tf.reshape(unbatched, [trials, 1])));
      };

      const outputsAt = (depth: number, input: Tensor): [number, Tensor] | undefined => {
        const exit = exits[depths.indexOf(depth)];
        return exit && [depths.indexOf(depth), affine(input, exit.kernel, valueOf(exit.bias))];
      };

      const outputs = new Map<number, Tensor>();
      const leave = (depth: number, input: Tensor): void => {
        const left = outputsAt(depth, input);
        if (left !== undefined) outputs.set(...left);
      };
      leave(0, x);
      let current = x;
      for (const [index, layer] of layers.entries()) {
        const factor = factors.widths[index] as Factor;
        const options = masks[index];
        const share = shares(factor);
        const mask =
          options === undefined || share === undefined ? undefined : tf.expandDims(tf.matMul(share, options), 1);
        const z = normalise(affine(current, layer.kernel, biasOf(layer)), index, mask);
        let y = mix(
          activations.map((apply) => apply(z)),
          ofActivations,
        );
        if (mask !== undefined) y = tf.mul(y, mask);
        if (dropout !== undefined) y = tf.mul(y, gate(dropout, dropout.noise[index] as Tensor));
        const shortcut = shortcutShare(index, shares);
        if (shortcut !== undefined) y = tf.add(y, tf.mul(fitColumns(current, widths[index] ?? 0), shortcut));
        current = y;
        leave(index + 1, current);
      }
      return depths.map((_, index) => outputs.get(index) as Tensor);
    },
  };
}
