import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { sizeOf } from '../../shared/layers.ts';
import type { Network } from '../../shared/network.ts';
import type { Augmented } from './augmentation.ts';
import { compile, type Program, upload } from './compile.ts';
import { isImage } from './layers/image.ts';
import { layOut, type PackedLayerLayout, type Place } from './layout.ts';
import { crossEntropy, type PackedLoss, squaredError } from './losses.ts';
import { packNetwork } from './network.ts';
import { noisePool, noisePoolRows } from './noise.ts';
import { packedOptimizer, stepCoefficientCount } from './optimizer.ts';
import type { TrialState } from './trial-state.ts';

/** The rows that a pack reads, on the engine. */
export interface PackTensors {
  /** [rows, ...featureShape]. */
  readonly features: Tensor;
  /** [rows, outputs]: one-hot classes, or the standardised targets. */
  readonly targets: Tensor;
  readonly outputs: number;
  readonly regression: boolean;
}

/** Several networks trained and run as one; they must be ordered as `layOut` wants them. */
export interface PackProgram {
  readonly noisyLayers: number;
  /** Numbers of the largest tensor that one row of one trial has in a convolutional layer; 0 without any. */
  readonly imageNumbers: number;
  /** Puts the trials' numbers on the engine, in the order of the networks. */
  load(trials: readonly TrialState[]): void;
  /** Copies the trials' numbers back, the best ones too. */
  store(trials: readonly TrialState[]): void;
  /** Takes the present numbers as the best ones of the trials marked. */
  markBest(improved: readonly boolean[]): void;
  /**
   * One optimiser step on the rows `indices`. `coefficients` is [trials, stepCoefficientCount], `noise` one row list a noisy layer;
   * `augmented` is what becomes of the rows' images, in all steps or in none.
   */
  step(indices: Int32Array, coefficients: Float32Array, noise: readonly Int32Array[], augmented?: Augmented): void;
  /** Summed loss of each trial over the rows of the steps since the last call, and sets it back to 0. */
  takeLossSums(): Float32Array;
  /** [trials, indices, outputs] row-major: class probabilities, or standardised predictions. */
  predict(indices: Int32Array): Float32Array;
  dispose(): void;
}

const typed = (tensor: Tensor): Float32Array => tensor.dataSync<'float32'>();

export function createPackProgram(networks: readonly Network[], data: PackTensors, seed: number): PackProgram {
  const kept: Tensor[] = [];
  const keep = <T extends Tensor>(tensor: T): T => {
    kept.push(tensor);
    return tensor;
  };
  const trials = networks.length;
  const layout = layOut(networks);
  const network = packNetwork(layout, keep);
  const { bands } = layout;
  const optimizers = bands.map((band) =>
    packedOptimizer(
      networks.slice(0, band.trials).map(({ training }) => training),
      band.kernel,
      keep,
    ),
  );
  const loss = lossOf(networks, data.regression, keep);

  const widest = Math.max(0, ...network.noiseColumns);
  const pool = widest > 0 ? keep(upload(tf.tensor(noisePool(seed, widest), [noisePoolRows, widest]))) : undefined;
  const pools = network.noiseColumns.map((columns) =>
    columns === widest || pool === undefined ? pool : keep(tf.slice(pool, [0, 0], [noisePoolRows, columns])),
  );

  const zeros = (): Tensor[] => bands.map((band) => tf.zeros([band.trials, band.columns]));
  let weights = zeros();
  let momentum = zeros();
  let variance = zeros();
  let bestWeights = zeros();
  let state: Tensor = tf.zeros([trials, layout.stateColumns]);
  let bestState: Tensor = tf.zeros([trials, layout.stateColumns]);
  let lossSums: Tensor = tf.zeros([trials]);
  /** Cuts a flat list of tensors into one list a kind. */
  const byKind = (tensors: readonly Tensor[]): [Tensor[], Tensor[], Tensor[], Tensor[]] => [
    tensors.slice(0, bands.length),
    tensors.slice(bands.length, 2 * bands.length),
    tensors.slice(2 * bands.length, 3 * bands.length),
    tensors.slice(3 * bands.length),
  ];

  const rowsAt = (indices: Tensor): [Tensor, Tensor] => [
    tf.expandDims(tf.gather(data.features, indices), 0),
    tf.expandDims(tf.gather(data.targets, indices), 0),
  ];

  const stepBody = (...inputs: Tensor[]): Tensor[] => {
    const [w, m, v, rest] = byKind(inputs);
    const [s, sums, indices, coefficients, ...others] = rest as [Tensor, Tensor, Tensor, Tensor, ...Tensor[]];
    const noiseIndices = others.slice(0, pools.length);
    const [sources, shares] = others.slice(pools.length);
    const [x, y] = sources === undefined ? rowsAt(indices) : augmentedRows(data, { indices, sources, shares });
    const noise = noiseIndices.map((rows, layer) => tf.expandDims(tf.gather(pools[layer] as Tensor, rows), 0));
    let perTrial = sums;
    let nextState = s;
    const total = (...leaves: Tensor[]): Tensor => {
      const forward = network.forward(x, leaves, s, true, noise);
      if (forward.state !== s) nextState = tf.keep(forward.state);
      const seedGradient = tf.customGrad((outputs, save) => {
        const { perTrial: losses, gradient } = loss(outputs as Tensor, y);
        perTrial = tf.keep(losses);
        (save as (tensors: Tensor[]) => void)([gradient]);
        // The sum over trials is the last operation: what comes back to it is 1.
        return { value: tf.sum(losses), gradFunc: (_dy: Tensor, saved: Tensor[]) => [saved[0] as Tensor] };
      });
      return seedGradient(forward.outputs);
    };
    const gradients = network.join(tf.grads(total)(network.cut(w)));
    const next = optimizers.map((optimize, band) =>
      optimize(
        { weights: w[band] as Tensor, momentum: m[band] as Tensor, variance: v[band] as Tensor },
        gradients[band] as Tensor,
        coefficients,
      ),
    );
    const nextSums = tf.add(sums, tf.mul(perTrial, indices.size));
    perTrial.dispose();
    return [
      ...next.map((band) => band.weights),
      ...next.map((band) => band.momentum),
      ...next.map((band) => band.variance),
      nextState,
      nextSums,
    ];
  };

  const predictBody = (...inputs: Tensor[]): Tensor[] => {
    const [s, indices, ...w] = inputs as [Tensor, Tensor, ...Tensor[]];
    const { outputs } = network.forward(rowsAt(indices)[0], network.cut(w), s, false, []);
    return [data.regression ? outputs : tf.softmax(outputs)];
  };

  const programs = new Map<string, Program>();
  const programFor = (kind: 'step' | 'predict', rows: number): Program => {
    const key = `${kind}/${rows}`;
    const program = programs.get(key) ?? compile(kind === 'step' ? stepBody : predictBody);
    programs.set(key, program);
    return program;
  };

  type Kind = keyof (typeof layout.places)[number];

  /** Compact numbers of the trials, spread over matrices of `trials` rows and `columns` columns. */
  const spread = (
    kind: Kind,
    shapes: readonly { trials: number; columns: number }[],
    numbers: (trial: number) => Float32Array,
  ): Tensor[] => {
    const matrices = shapes.map((shape) => new Float32Array(shape.trials * shape.columns));
    for (const [trial, places] of layout.places.entries()) {
      const values = numbers(trial);
      let next = 0;
      for (const { band, columns } of places[kind]) {
        const row = trial * (shapes[band]?.columns ?? 0);
        const matrix = matrices[band] as Float32Array;
        for (const column of columns) matrix[row + column] = values[next++] ?? 0;
      }
    }
    return matrices.map((matrix, index) =>
      upload(tf.tensor(matrix, [shapes[index]?.trials ?? 0, shapes[index]?.columns ?? 0])),
    );
  };

  /** The opposite of `spread`. */
  const collect = (kind: Kind, tensors: readonly Tensor[]): Float32Array[] => {
    const matrices = tensors.map(typed);
    return layout.places.map((places, trial) => {
      const own: readonly Place[] = places[kind];
      const values = new Float32Array(own.reduce((total, { columns }) => total + columns.length, 0));
      let next = 0;
      for (const { band, columns } of own) {
        const row = trial * (tensors[band]?.shape[1] ?? 0);
        const matrix = matrices[band] as Float32Array;
        for (const column of columns) values[next++] = matrix[row + column] ?? 0;
      }
      return values;
    });
  };

  return {
    noisyLayers: network.noiseColumns.length,
    imageNumbers: Math.max(0, ...layout.blocks.flatMap(({ layers }) => layers).map(imageNumbersOf)),
    load(states) {
      tf.dispose([weights, momentum, variance, bestWeights, state, bestState]);
      const numbers = (name: 'parameters' | 'momentum' | 'variance' | 'bestParameters'): Tensor[] =>
        spread('parameters', bands, (trial) => states[trial]?.[name] ?? new Float32Array());
      const moving = (name: 'state' | 'bestState'): Tensor =>
        spread(
          'state',
          [{ trials, columns: layout.stateColumns }],
          (trial) => states[trial]?.[name] ?? new Float32Array(),
        )[0] as Tensor;
      weights = numbers('parameters');
      momentum = numbers('momentum');
      variance = numbers('variance');
      bestWeights = numbers('bestParameters');
      state = moving('state');
      bestState = moving('bestState');
    },
    store(states) {
      const columns = {
        parameters: collect('parameters', weights),
        momentum: collect('parameters', momentum),
        variance: collect('parameters', variance),
        state: collect('state', [state]),
        bestParameters: collect('parameters', bestWeights),
        bestState: collect('state', [bestState]),
      };
      for (const [trial, target] of states.entries()) {
        for (const [name, numbers] of Object.entries(columns)) {
          target[name as keyof typeof columns] = numbers[trial] ?? new Float32Array();
        }
      }
    },
    markBest(improved) {
      if (!improved.some(Boolean)) return;
      const mask = tf.tensor2d(improved.map(Number), [trials, 1], 'bool');
      const choose = (now: Tensor, best: Tensor): Tensor => {
        const chosen = tf.tidy(() => tf.where(tf.slice(mask, 0, now.shape[0]), now, best));
        best.dispose();
        return chosen;
      };
      bestWeights = bestWeights.map((best, band) => choose(weights[band] as Tensor, best));
      if (layout.stateColumns > 0) bestState = choose(state, bestState);
      mask.dispose();
    },
    step(indices, coefficients, noise, augmented) {
      const rows = indices.length;
      const fed = [
        tf.tensor1d(indices, 'int32'),
        tf.tensor2d(coefficients, [trials, stepCoefficientCount]),
        ...noise.map((rowsOfPool) => tf.tensor1d(rowsOfPool, 'int32')),
        ...(augmented === undefined
          ? []
          : [tf.tensor2d(augmented.sources, [rows, augmented.sources.length / rows], 'int32')]),
        ...(augmented?.shares === undefined ? [] : [tf.tensor2d(augmented.shares, [rows, 1])]),
      ];
      const previous = [...weights, ...momentum, ...variance, state, lossSums];
      const next = programFor('step', indices.length).run(...previous, ...fed);
      let rest: Tensor[];
      [weights, momentum, variance, rest] = byKind(next);
      [state, lossSums] = rest as [Tensor, Tensor];
      tf.dispose([...previous.filter((tensor) => !next.includes(tensor)), ...fed]);
    },
    takeLossSums() {
      const sums = typed(lossSums);
      lossSums.dispose();
      lossSums = tf.zeros([trials]);
      return sums;
    },
    predict(indices) {
      const fed = tf.tensor1d(indices, 'int32');
      const [outputs] = programFor('predict', indices.length).run(state, fed, ...weights) as [Tensor];
      const values = typed(outputs);
      tf.dispose([fed, outputs]);
      return values;
    },
    dispose() {
      for (const program of programs.values()) program.dispose();
      tf.dispose([kept, weights, momentum, variance, bestWeights, state, bestState, lossSums]);
    },
  };
}

/** The rows' images with every position read from where `sources` says, and mixed with the batch's in reverse order by `shares`. */
function augmentedRows(
  { features, targets }: PackTensors,
  {
    indices,
    sources,
    shares,
  }: { readonly indices: Tensor; readonly sources: Tensor; readonly shares: Tensor | undefined },
): [Tensor, Tensor] {
  const [all = 1, ...shape] = features.shape;
  const channels = shape.at(-1) ?? 1;
  const rows = indices.size;
  const positions = tf.reshape(features, [(all * sizeOf(shape)) / channels, channels]);
  const kept = tf.cast(tf.greaterEqual(sources, tf.scalar(0, 'int32')), 'float32');
  const read = tf.gather(positions, tf.reshape(tf.maximum(sources, tf.scalar(0, 'int32')), [-1]));
  const x = tf.reshape(tf.mul(read, tf.reshape(kept, [-1, 1])), [rows, sizeOf(shape)]);
  const y = tf.gather(targets, indices);
  const mixed = (values: Tensor): Tensor =>
    shares === undefined ? values : tf.add(tf.mul(values, shares), tf.mul(tf.reverse(values, 0), tf.sub(1, shares)));
  return [tf.reshape(mixed(x), [1, rows, ...shape]), tf.expandDims(mixed(y), 0)];
}

/** A convolution's patches hold its input once for each position of the kernel. */
function imageNumbersOf({ configs: [config], paddedInput }: PackedLayerLayout): number {
  const positions = config?.kind === 'convolution' ? config.kernel ** (paddedInput.length - 1) : 1;
  return isImage(paddedInput) ? positions * sizeOf(paddedInput) : 0;
}

function lossOf(
  networks: readonly Network[],
  regression: boolean,
  keep: <T extends Tensor>(tensor: T) => T,
): PackedLoss {
  if (regression) return squaredError;
  const smoothing = networks.map(({ training }) => training.labelSmoothing);
  return crossEntropy(
    smoothing.some((share) => share > 0) ? keep(tf.tensor(smoothing, [networks.length, 1, 1])) : undefined,
  );
}
