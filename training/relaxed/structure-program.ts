import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Candidate } from '../../shared/candidate.ts';
import { networkOf, type TrainingParameters } from '../../shared/network.ts';
import { compile, type Program, upload } from '../packed/compile.ts';
import { crossEntropy, squaredError } from '../packed/losses.ts';
import { noisePool, noisePoolRows } from '../packed/noise.ts';
import { packedOptimizer, stepCoefficientCount } from '../packed/optimizer.ts';
import type { PackTensors } from '../packed/program.ts';
import { expectedLoss } from './expected-loss.ts';
import { type Choices, type Factors, factorsOf } from './factors.ts';
import { initialBands } from './initial-weights.ts';
import { sharesFor } from './shares.ts';
import { createSupernet, type RelaxedDropout, type Supernet } from './supernet.ts';

/** The perturbation of the weights whose difference stands for a second derivative, over the gradient's norm (Liu et al. 2019). */
const perturbation = 0.01;
const smallestNorm = 1e-12;

export interface StructureSettings {
  readonly choices: Choices;
  readonly secondOrder: boolean;
  readonly sampled: boolean;
}

/** What Gumbel-softmax reads in a step. */
export interface GumbelDraw {
  /** [trials, logits]. */
  readonly noise: Float32Array;
  readonly temperature: number;
}

/** Supernets of several trials, their weights and their architectures' logits. */
export interface StructureProgram {
  readonly factors: Factors;
  readonly supernet: Supernet;
  /** An optimiser step of the weights. `coefficients` is [trials, stepCoefficientCount]; `noise` one row list a hidden layer. */
  weightStep(rows: Int32Array, coefficients: Float32Array, noise: readonly Int32Array[], draw?: GumbelDraw): void;
  /**
   * An optimiser step of the logits on rows that the weights do not see. Second order looks a step ahead on `ahead.rows` with
   * `ahead.rates`, [trials].
   */
  architectureStep(
    rows: Int32Array,
    coefficients: Float32Array,
    ahead: { readonly rows: Int32Array; readonly rates: Float32Array },
    draw?: GumbelDraw,
  ): void;
  /** Each trial's loss on the rows: of the weights with noise, or of the architecture. */
  losses(rows: Int32Array): Float32Array;
  /** The gradient of the summed loss on the rows by the logits, as an architecture step takes it; [trials, logits]. */
  architectureGradient(
    rows: Int32Array,
    ahead: { readonly rows: Int32Array; readonly rates: Float32Array },
  ): Float32Array;
  /** [trials, logits] row-major. */
  logits(): Float32Array;
  setLogits(values: Float32Array): void;
  /** As the supernet's bands. */
  weights(): Float32Array[];
  setWeights(values: readonly Float32Array[]): void;
  dispose(): void;
}

const typed = (tensor: Tensor): Float32Array => tensor.dataSync<'float32'>();

/** Adam of the logits; its learning rate comes with the step's coefficients. */
const ofLogits = (training: TrainingParameters): TrainingParameters => ({
  ...training,
  optimizer: 'adam',
  l1: 0,
  l2: 0,
});

export function createStructureProgram(
  trials: readonly { readonly candidate: Candidate; readonly seed: string }[],
  data: PackTensors,
  seed: number,
  { choices, secondOrder, sampled }: StructureSettings,
): StructureProgram {
  const kept: Tensor[] = [];
  const keep = <T extends Tensor>(tensor: T): T => {
    kept.push(tensor);
    return tensor;
  };
  const count = trials.length;
  const features = data.features.shape[1] ?? 0;
  const sizes = { trials: count, features, outputs: data.outputs };
  const factors = factorsOf(
    trials.map(({ candidate }) => candidate),
    choices,
  );
  const supernet = createSupernet(factors, sizes, keep);
  const sharesAt = sharesFor(factors, count, keep);
  const parsed = trials.map(({ candidate }) => networkOf(candidate, [features], data.outputs));
  const trainings = parsed.map(({ training }) => training);
  const optimizers = supernet.bands.map((band) => packedOptimizer(trainings, band.kernel, keep));
  const optimizeLogits = packedOptimizer(trainings.map(ofLogits), false, keep);
  const perTrial = (values: readonly number[]): Tensor => keep(upload(tf.tensor(values, [count, 1, 1])));
  const smoothing = trainings.map(({ labelSmoothing }) => labelSmoothing);
  const trainingLoss = data.regression
    ? squaredError
    : crossEntropy(smoothing.some((share) => share > 0) ? perTrial(smoothing) : undefined);
  const plainLoss = data.regression ? squaredError : crossEntropy(undefined);

  const rates = trials.map(({ candidate }) => Number(candidate.dropout ?? 0));
  const rate = rates.some((own) => own > 0) && supernet.widths.length > 0 ? perTrial(rates) : undefined;
  const pools =
    rate === undefined
      ? []
      : supernet.widths.map((width) => keep(upload(tf.tensor(noisePool(seed, width), [noisePoolRows, width]))));

  let weights = initialBands(supernet, factors, trials, sizes);
  const zeros = (): Tensor[] => supernet.bands.map((band) => upload(tf.zeros([band.trials, band.columns])));
  let momentum = zeros();
  let variance = zeros();
  /** Logits, and their first and second moment. */
  let architecture: Tensor[] = Array.from({ length: 3 }, () => upload(tf.zeros([count, factors.logits])));

  const rowsAt = (rows: Tensor): [Tensor, Tensor] => [
    tf.expandDims(tf.gather(data.features, rows), 0),
    tf.gather(data.targets, rows).expandDims(0),
  ];
  const lossAt = (rows: Tensor, logits: Tensor, noise?: readonly Tensor[]) => {
    const [x, targets] = rowsAt(rows);
    const dropout: RelaxedDropout | undefined =
      noise === undefined || rate === undefined
        ? undefined
        : { rate, noise: noise.map((own, layer) => tf.gather(pools[layer] as Tensor, own).expandDims(0)) };
    return (leaves: readonly Tensor[], own: Tensor = logits): Tensor => {
      const shares = sharesAt(own);
      const exits = supernet.forward(x, leaves, shares, dropout);
      const loss = noise === undefined ? plainLoss : trainingLoss;
      return tf.sum(expectedLoss(exits, { loss, targets, depth: factors.depth, shares }));
    };
  };
  const drawn = (logits: Tensor, draw: readonly Tensor[]): Tensor => {
    const [noise, temperature] = draw;
    return noise === undefined || temperature === undefined ? logits : tf.div(tf.add(logits, noise), temperature);
  };
  const weightGradient = (loss: (leaves: readonly Tensor[]) => Tensor, bands: readonly Tensor[]): Tensor[] =>
    supernet.join(tf.grads((...leaves: Tensor[]) => loss(leaves))(supernet.cut(bands)));

  const bandCount = supernet.bands.length;
  const drawCount = sampled ? 2 : 0;

  const weightBody = (...inputs: Tensor[]): Tensor[] => {
    const [w, m, v] = [0, 1, 2].map((kind) => inputs.slice(kind * bandCount, (kind + 1) * bandCount)) as [
      Tensor[],
      Tensor[],
      Tensor[],
    ];
    const [rows, coefficients, logits, ...rest] = inputs.slice(3 * bandCount) as [Tensor, Tensor, Tensor, ...Tensor[]];
    const loss = lossAt(rows, drawn(logits, rest.slice(0, drawCount)), rest.slice(drawCount));
    const gradient = weightGradient(loss, w);
    const next = optimizers.map((optimize, band) =>
      optimize(
        { weights: w[band] as Tensor, momentum: m[band] as Tensor, variance: v[band] as Tensor },
        gradient[band] as Tensor,
        coefficients,
      ),
    );
    return [
      ...next.map((band) => band.weights),
      ...next.map((band) => band.momentum),
      ...next.map((band) => band.variance),
    ];
  };

  const logitGradient = (rows: Tensor, logits: Tensor, bands: readonly Tensor[], draw: readonly Tensor[]): Tensor => {
    const leaves = supernet.cut(bands);
    return tf.grad((own: Tensor) => lossAt(rows, own)(leaves, drawn(own, draw)))(logits);
  };
  /** Liu et al. 2019, equations 7 and 8. */
  const gradientBody = (
    [rows, aheadRows, rates]: readonly [Tensor, Tensor, Tensor],
    logits: Tensor,
    bands: readonly Tensor[],
    draw: readonly Tensor[],
  ): Tensor => {
    if (!secondOrder) return logitGradient(rows, logits, bands, draw);
    const own = drawn(logits, draw);
    const step = tf.expandDims(rates, 1);
    const downhill = weightGradient(lossAt(aheadRows, own), bands);
    const ahead = bands.map((band, index) => tf.sub(band, tf.mul(step, downhill[index] as Tensor)));
    const direction = weightGradient(lossAt(rows, own), ahead);
    const squared = direction.map((band) => tf.sum(tf.square(band), 1, true)).reduce((sum, band) => tf.add(sum, band));
    const epsilon = tf.div(perturbation, tf.add(tf.sqrt(squared), smallestNorm));
    const moved = (sign: number): Tensor =>
      logitGradient(
        aheadRows,
        logits,
        bands.map((band, index) => tf.add(band, tf.mul(tf.mul(epsilon, sign), direction[index] as Tensor))),
        draw,
      );
    const mixed = tf.div(tf.sub(moved(1), moved(-1)), tf.mul(epsilon, 2));
    return tf.sub(logitGradient(rows, logits, ahead, draw), tf.mul(step, mixed));
  };
  const architectureBody = (...inputs: Tensor[]): Tensor[] => {
    const [rows, aheadRows, rates, logits, ...rest] = inputs as [Tensor, Tensor, Tensor, Tensor, ...Tensor[]];
    const [m, v, coefficients] = rest as [Tensor, Tensor, Tensor];
    const bands = rest.slice(3, 3 + bandCount);
    const gradient = gradientBody([rows, aheadRows, rates], logits, bands, rest.slice(3 + bandCount));
    const next = optimizeLogits({ weights: logits, momentum: m, variance: v }, gradient, coefficients);
    return [next.weights, next.momentum, next.variance];
  };
  const lossBody = (...inputs: Tensor[]): Tensor[] => {
    const [rows, logits, ...bands] = inputs as [Tensor, Tensor, ...Tensor[]];
    const [x, targets] = rowsAt(rows);
    const shares = sharesAt(logits);
    const exits = supernet.forward(x, supernet.cut(bands), shares);
    return [expectedLoss(exits, { loss: plainLoss, targets, depth: factors.depth, shares })];
  };

  const programs = new Map<string, Program>();
  const programFor = (name: string, rows: number, body: (...inputs: Tensor[]) => Tensor[]): Program => {
    const key = `${name}/${rows}`;
    const program = programs.get(key) ?? compile(body);
    programs.set(key, program);
    return program;
  };
  const indices = (rows: Int32Array): Tensor => tf.tensor1d(rows, 'int32');
  const fedDraw = (draw: GumbelDraw | undefined): Tensor[] =>
    draw === undefined ? [] : [tf.tensor2d(draw.noise, [count, factors.logits]), tf.scalar(draw.temperature)];
  const fedCoefficients = (coefficients: Float32Array): Tensor =>
    tf.tensor2d(coefficients, [count, stepCoefficientCount]);
  const replace = (values: readonly Float32Array[]): Tensor[] =>
    values.map((own, band) => upload(tf.tensor(own, [count, supernet.bands[band]?.columns ?? 0])));

  return {
    factors,
    supernet,
    weightStep(rows, coefficients, noise, draw) {
      const fed = [
        indices(rows),
        fedCoefficients(coefficients),
        architecture[0] as Tensor,
        ...fedDraw(draw),
        ...(rate === undefined ? [] : noise.map(indices)),
      ];
      const previous = [...weights, ...momentum, ...variance];
      const next = programFor('weights', rows.length, weightBody).run(...previous, ...fed);
      [weights, momentum, variance] = [0, 1, 2].map((kind) => next.slice(kind * bandCount, (kind + 1) * bandCount)) as [
        Tensor[],
        Tensor[],
        Tensor[],
      ];
      const given = fed.filter((tensor) => tensor !== architecture[0]);
      tf.dispose([...previous.filter((tensor) => !next.includes(tensor)), ...given]);
    },
    architectureStep(rows, coefficients, ahead, draw) {
      const before = [indices(rows), indices(ahead.rows), tf.tensor1d(ahead.rates)];
      const after = [fedCoefficients(coefficients)];
      const drawing = fedDraw(draw);
      const next = programFor('architecture', rows.length, architectureBody).run(
        ...before,
        ...architecture,
        ...after,
        ...weights,
        ...drawing,
      );
      tf.dispose([...before, ...after, ...drawing, ...architecture.filter((tensor) => !next.includes(tensor))]);
      architecture = next;
    },
    losses(rows) {
      const fed = indices(rows);
      const [losses] = programFor('losses', rows.length, lossBody).run(fed, architecture[0] as Tensor, ...weights) as [
        Tensor,
      ];
      const values = typed(losses);
      tf.dispose([fed, losses]);
      return values;
    },
    architectureGradient: (rows, ahead) =>
      tf.tidy(() =>
        typed(
          gradientBody(
            [indices(rows), indices(ahead.rows), tf.tensor1d(ahead.rates)],
            architecture[0] as Tensor,
            weights,
            [],
          ),
        ),
      ),
    logits: () => typed(architecture[0] as Tensor),
    setLogits(values) {
      architecture[0]?.dispose();
      architecture[0] = upload(tf.tensor(values, [count, factors.logits]));
    },
    weights: () => weights.map(typed),
    setWeights(values) {
      tf.dispose(weights);
      weights = replace(values);
    },
    dispose() {
      for (const program of programs.values()) program.dispose();
      tf.dispose([kept, weights, momentum, variance, architecture]);
    },
  };
}
