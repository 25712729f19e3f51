import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Candidate } from '../../shared/candidate.ts';
import { networkOf } from '../../shared/network.ts';
import type { RelaxableParameter } from '../../shared/relaxation.ts';
import { compile, type Program, upload } from '../packed/compile.ts';
import { crossEntropy, squaredError } from '../packed/losses.ts';
import { noisePool, noisePoolRows } from '../packed/noise.ts';
import { coefficientsOf, stepCoefficientCount, writeStepCoefficients } from '../packed/optimizer.ts';
import type { PackTensors } from '../packed/program.ts';
import { expectedLoss } from './expected-loss.ts';
import { factorsOf } from './factors.ts';
import { initialBands } from './initial-weights.ts';
import { hyperparametersAt, type rangesOf, slopeAt } from './ranges.ts';
import { sharesFor } from './shares.ts';
import { createSupernet, type Supernet } from './supernet.ts';

/** How far the two ends of a difference lie from the middle: in the hyperparameter's range, and as a share of the weights' norm. */
const perturbation = 0.01;
/** Tangents longer than so many times the weights are shortened: in chaotic training they grow without bound and say nothing. */
const longestTangent = 100;
const tiny = 1e-12;

/** Several networks in training, with how their weights depend on their hyperparameters. */
export interface TangentProgram {
  readonly supernet: Supernet;
  /**
   * An optimiser step with the hyperparameters at these places of their ranges, [trials, hyperparameters]. `step` counts from 1;
   * `noise` is one row list a hidden layer.
   */
  step(
    rows: Int32Array,
    units: Float32Array,
    at: { readonly step: number; readonly progress: number },
    noise: readonly Int32Array[],
  ): void;
  /** Each trial's loss on the rows, and its derivatives by the places, [trials, hyperparameters]. */
  hypergradient(rows: Int32Array): { readonly losses: Float32Array; readonly gradient: Float32Array };
  /** As the supernet's bands. */
  weights(): Float32Array[];
  dispose(): void;
}

const typed = (tensor: Tensor): Float32Array => tensor.dataSync<'float32'>();

/** A row's length over all bands, [rows, 1]. */
const norm = (bands: readonly Tensor[]): Tensor =>
  tf.sqrt(
    bands
      .map((band) => (band.shape[1] === 0 ? tf.zeros([band.shape[0], 1]) : tf.sum(tf.square(band), 1, true)))
      .reduce((sum, band) => tf.add(sum, band)),
  );

/**
 * Forward-mode hypergradients (Franceschi et al. 2017): beside the weights runs their derivative by each hyperparameter, through the
 * optimiser's own rule, momentum and running squares included. The loss's second derivatives in it are central differences of its
 * gradient along weights and hyperparameter at once, so that the pack holds 1 + 2 × hyperparameters copies of each network.
 * Dropout is made smooth (supernet.ts).
 */
export function createTangentProgram(
  trials: readonly { readonly candidate: Candidate; readonly seed: string }[],
  relaxed: ReturnType<typeof rangesOf>,
  data: PackTensors,
  seed: number,
): TangentProgram {
  const kept: Tensor[] = [];
  const keep = <T extends Tensor>(tensor: T): T => {
    kept.push(tensor);
    return tensor;
  };
  const count = trials.length;
  const kinds = relaxed.length;
  const candidates = trials.map(({ candidate }) => candidate);
  const features = data.features.shape[1] ?? 0;
  const sizesOf = (copies: number) => ({ trials: copies, features, outputs: data.outputs });
  const netOf = (own: readonly Candidate[]) => {
    const factors = factorsOf(own, {});
    const supernet = createSupernet(factors, sizesOf(own.length), keep);
    return { factors, supernet, shares: sharesFor(factors, own.length, keep)(undefined) };
  };
  const one = netOf(candidates);
  const copied = netOf(Array.from({ length: 1 + 2 * kinds }, () => candidates).flat());
  const { supernet } = one;
  const trainings = candidates.map((candidate) => networkOf(candidate, [features], data.outputs).training);
  const column = (values: readonly number[]): Tensor => keep(upload(tf.tensor([...values], [values.length, 1])));
  const beta1 = column(trainings.map((training) => coefficientsOf(training).beta1));
  const beta2 = column(trainings.map((training) => coefficientsOf(training).beta2));
  const l1 = trainings.some((training) => training.l1 > 0)
    ? column(trainings.map((training) => training.l1))
    : undefined;
  const uses = (name: RelaxableParameter): boolean =>
    relaxed.some((own) => own.name === name) || candidates.some((candidate) => Number(candidate[name] ?? 0) > 0);
  const drops = uses('dropout') && supernet.widths.length > 0;
  const smooths = uses('labelSmoothing') && !data.regression;
  const pools = drops
    ? supernet.widths.map((width) => keep(upload(tf.tensor(noisePool(seed, width), [noisePoolRows, width]))))
    : [];

  const bands = supernet.bands.length;
  let weights = initialBands(supernet, one.factors, trials, sizesOf(count));
  const zeros = (copies: number): Tensor[] =>
    supernet.bands.map(({ columns }) => upload(tf.zeros([copies * count, columns])));
  /** Moments of the weights; then the weights' tangents, one hyperparameter below the other, and the moments'. */
  let rest = [...zeros(1), ...zeros(1), ...zeros(kinds), ...zeros(kinds), ...zeros(kinds)];

  const each = (x: Tensor): Tensor => tf.tile(x, [kinds, 1]);
  const rowsAt = (rows: Tensor): [Tensor, Tensor] => [
    tf.expandDims(tf.gather(data.features, rows), 0),
    tf.expandDims(tf.gather(data.targets, rows), 0),
  ];
  const gradientOf = (
    net: ReturnType<typeof netOf>,
    values: readonly Tensor[],
    rows: Tensor,
    noisy?: { readonly dropout: Tensor; readonly smoothing: Tensor; readonly noise: readonly Tensor[] },
  ): Tensor[] => {
    const [x, targets] = rowsAt(rows);
    const cube = (values: Tensor): Tensor => tf.reshape(values, [-1, 1, 1]);
    const dropout =
      noisy === undefined || !drops
        ? undefined
        : {
            rate: cube(noisy.dropout),
            noise: noisy.noise.map((own, layer) => tf.expandDims(tf.gather(pools[layer] as Tensor, own), 0)),
          };
    const smoothing = noisy === undefined || !smooths ? undefined : cube(noisy.smoothing);
    const loss = data.regression ? squaredError : crossEntropy(smoothing);
    const total = (...leaves: Tensor[]): Tensor => {
      const exits = net.supernet.forward(x, leaves, net.shares, dropout);
      return tf.sum(expectedLoss(exits, { loss, targets, depth: net.factors.depth, shares: net.shares }));
    };
    return net.supernet.join(tf.grads(total)(net.supernet.cut(values)));
  };

  const stepBody = (...inputs: Tensor[]): Tensor[] => {
    const state = Array.from({ length: 6 }, (_, kind) => inputs.slice(kind * bands, (kind + 1) * bands));
    const [w, m, v, tw, tm, tv] = state as [Tensor[], Tensor[], Tensor[], Tensor[], Tensor[], Tensor[]];
    const [rows, coefficients, values, slopes, ...noise] = inputs.slice(6 * bands) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      ...Tensor[],
    ];
    const [rho, nu, floor, kappa] = tf.split(coefficients, stepCoefficientCount, 1) as [Tensor, Tensor, Tensor, Tensor];
    const [dropout, smoothing, l2] = tf.split(values, 3, 1) as [Tensor, Tensor, Tensor];
    const [dDropout, dSmoothing, dL2, dRate] = tf.split(slopes, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const epsilon = tf.mul(tf.minimum(1, tf.div(each(norm(w)), tf.add(norm(tw), tiny))), perturbation);
    const spread = (x: Tensor, dx: Tensor): Tensor => {
      const shift = tf.mul(epsilon, dx);
      return tf.concat([x, tf.add(each(x), shift), tf.sub(each(x), shift)], 0);
    };
    const gradients = gradientOf(
      copied,
      w.map((band, index) => spread(band, tw[index] as Tensor)),
      rows,
      { dropout: spread(dropout, dDropout), smoothing: spread(smoothing, dSmoothing), noise },
    );
    const next = supernet.bands.map(({ kernel }, index) => {
      const at = (tensors: readonly Tensor[]): Tensor => tensors[index] as Tensor;
      const [own, plus, minus] = tf.split(at(gradients), [count, kinds * count, kinds * count], 0) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      let g = own;
      let dg = tf.div(tf.sub(plus, minus), tf.mul(epsilon, 2));
      if (kernel) {
        g = tf.add(g, tf.mul(l2, at(w)));
        dg = tf.add(dg, tf.add(tf.mul(each(l2), at(tw)), tf.mul(dL2, each(at(w)))));
        if (l1 !== undefined) g = tf.add(g, tf.mul(l1, tf.sign(at(w))));
      }
      const momentum = tf.add(tf.mul(at(m), beta1), g);
      const dMomentum = tf.add(tf.mul(at(tm), each(beta1)), dg);
      const variance = tf.add(tf.mul(at(v), beta2), tf.square(g));
      const dVariance = tf.add(tf.mul(at(tv), each(beta2)), tf.mul(tf.mul(each(g), dg), 2));
      const deviation = tf.sqrt(variance);
      const divisor = tf.add(deviation, floor);
      const dDivisor = tf.div(dVariance, each(tf.add(tf.mul(deviation, 2), tiny)));
      const numerator = tf.add(tf.mul(momentum, rho), tf.mul(g, nu));
      const dNumerator = tf.add(
        tf.add(tf.mul(dMomentum, each(rho)), tf.mul(dg, each(nu))),
        tf.mul(each(numerator), dRate),
      );
      const step = tf.div(numerator, divisor);
      const dStep = tf.div(tf.sub(dNumerator, tf.mul(each(step), dDivisor)), each(divisor));
      const decay = tf.sub(each(kappa), 1);
      const dKept = kernel ? tf.add(tf.mul(each(kappa), at(tw)), tf.mul(tf.mul(decay, dRate), each(at(w)))) : at(tw);
      return {
        w: tf.sub(kernel ? tf.mul(at(w), kappa) : at(w), step),
        m: momentum,
        v: variance,
        tangents: [tf.sub(dKept, dStep), dMomentum, dVariance],
      };
    });
    const moved = next.map((band) => band.w);
    const longest = tf.mul(each(norm(moved)), longestTangent);
    const share = tf.minimum(1, tf.div(longest, tf.add(norm(next.map(({ tangents: [own] }) => own as Tensor)), tiny)));
    return [
      ...moved,
      ...next.map((band) => band.m),
      ...next.map((band) => band.v),
      ...[0, 1, 2].flatMap((kind) => next.map(({ tangents }) => tf.mul(tangents[kind] as Tensor, share))),
    ];
  };

  const hypergradientBody = (...inputs: Tensor[]): Tensor[] => {
    const w = inputs.slice(0, bands);
    const tw = inputs.slice(bands, 2 * bands);
    const rows = inputs[2 * bands] as Tensor;
    const gradient = gradientOf(one, w, rows);
    const along = gradient
      .map((band, index) => tf.sum(tf.mul(each(band), tw[index] as Tensor), 1))
      .reduce((sum, band) => tf.add(sum, band));
    const [x, targets] = rowsAt(rows);
    const exits = supernet.forward(x, supernet.cut(w), one.shares);
    const loss = data.regression ? squaredError : crossEntropy(undefined);
    return [expectedLoss(exits, { loss, targets, depth: one.factors.depth, shares: one.shares }), along];
  };

  const programs = new Map<string, Program>();
  const programFor = (name: string, rows: number, body: (...inputs: Tensor[]) => Tensor[]): Program => {
    const key = `${name}/${rows}`;
    const program = programs.get(key) ?? compile(body);
    programs.set(key, program);
    return program;
  };
  const indices = (rows: Int32Array): Tensor => tf.tensor1d(rows, 'int32');

  return {
    supernet,
    step(rows, units, { step, progress }, noise) {
      const coefficients = new Float32Array(count * stepCoefficientCount);
      const values = new Float32Array(count * 3);
      const slopes = new Float32Array(kinds * count * 4);
      for (const [trial, training] of trainings.entries()) {
        const own = units.subarray(trial * kinds, (trial + 1) * kinds);
        const hyper = hyperparametersAt(candidates[trial] as Candidate, relaxed, own);
        const { learningRate } = hyper;
        writeStepCoefficients(
          coefficients,
          trial * stepCoefficientCount,
          { ...training, learningRate },
          step,
          progress,
        );
        values.set([hyper.dropout, hyper.labelSmoothing, hyper.l2], trial * 3);
        for (const [kind, { name, range }] of relaxed.entries()) {
          const slope = slopeAt(range, own[kind] ?? 0);
          const of = (parameter: RelaxableParameter): number => (name === parameter ? slope : 0);
          // Of the logarithm of the learning rate: all that it enters is proportional to it.
          const row = [of('dropout'), of('labelSmoothing'), of('l2'), of('learningRate') / learningRate];
          slopes.set(row, (kind * count + trial) * 4);
        }
      }
      const fed = [
        indices(rows),
        tf.tensor2d(coefficients, [count, stepCoefficientCount]),
        tf.tensor2d(values, [count, 3]),
        tf.tensor2d(slopes, [kinds * count, 4]),
        ...(drops ? noise.map(indices) : []),
      ];
      const previous = [...weights, ...rest];
      const next = programFor('step', rows.length, stepBody).run(...previous, ...fed);
      weights = next.slice(0, bands);
      rest = next.slice(bands);
      tf.dispose([...previous.filter((tensor) => !next.includes(tensor)), ...fed]);
    },
    hypergradient(rows) {
      const fed = indices(rows);
      const tangents = rest.slice(2 * bands, 3 * bands);
      const [losses, along] = programFor('hypergradient', rows.length, hypergradientBody).run(
        ...weights,
        ...tangents,
        fed,
      ) as [Tensor, Tensor];
      const byKind = typed(along);
      const gradient = Float32Array.from(
        { length: count * kinds },
        (_, at) => byKind[(at % kinds) * count + Math.floor(at / kinds)] ?? 0,
      );
      const result = { losses: typed(losses), gradient };
      tf.dispose([fed, losses, along]);
      return result;
    },
    weights: () => weights.map(typed),
    dispose() {
      for (const program of programs.values()) program.dispose();
      tf.dispose([kept, weights, rest]);
    },
  };
}
