import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Network } from '../../shared/network.ts';
import { compile, type Program, upload } from './compile.ts';
import { layOut, type TrialPositions } from './layout.ts';
import { crossEntropy, type PackedLoss, squaredError } from './losses.ts';
import { packNetwork } from './network.ts';
import { noisePool, noisePoolRows } from './noise.ts';
import { packedOptimizer, stepCoefficientCount } from './optimizer.ts';
import type { TrialState } from './trial-state.ts';

/** The rows that a pack reads, on the engine. */
export interface PackTensors {
  /** [rows, ...featureShape]. */
  readonly features: Tensor;
  /** [rows, outputs]: one-hot classes, or the standardised target. */
  readonly targets: Tensor;
  readonly outputs: number;
  readonly regression: boolean;
}

/** Several networks trained and run as one; they must be ordered as `layOut` wants them. */
export interface PackProgram {
  readonly noisyLayers: number;
  /** Puts the trials' numbers on the engine, in the order of the networks. */
  load(trials: readonly TrialState[]): void;
  /** Copies the trials' numbers back, all but the best. */
  store(trials: readonly TrialState[]): void;
  /** Takes the present numbers as the best ones of the trials marked. */
  markBest(improved: readonly boolean[]): void;
  /** Copies the best numbers back. */
  storeBest(trials: readonly TrialState[]): void;
  /** One optimiser step on the rows `indices`. `coefficients` is [trials, stepCoefficientCount], `noise` one row list a noisy layer. */
  step(indices: Int32Array, coefficients: Float32Array, noise: readonly Int32Array[]): void;
  /** Summed loss of each trial over the rows of the steps since the last call, and sets it back to 0. */
  takeLossSums(): Float32Array;
  /** [trials, indices, outputs] row-major: class probabilities, or standardised predictions. */
  predict(indices: Int32Array): Float32Array;
  dispose(): void;
}

const typed = (tensor: Tensor): Float32Array => tensor.dataSync<'float32'>() as Float32Array;

export function createPackProgram(networks: readonly Network[], data: PackTensors, seed: number): PackProgram {
  const kept: Tensor[] = [];
  const keep = <T extends Tensor>(tensor: T): T => {
    kept.push(tensor);
    return tensor;
  };
  const trials = networks.length;
  const layout = layOut(networks);
  const network = packNetwork(layout, keep);
  const training = networks.map((each) => each.training);
  const optimize = packedOptimizer(training, layout.masks, keep);
  const loss = lossOf(networks, data.regression, keep);

  const widest = Math.max(0, ...network.noiseColumns);
  const pool = widest > 0 ? keep(upload(tf.tensor(noisePool(seed, widest), [noisePoolRows, widest]))) : undefined;
  const pools = network.noiseColumns.map((columns) =>
    columns === widest || pool === undefined ? pool : keep(tf.slice(pool, [0, 0], [noisePoolRows, columns])),
  );

  const zeros = (columns: number): Tensor => tf.zeros([trials, columns]);
  let weights = zeros(layout.parameterColumns);
  let momentum = zeros(layout.parameterColumns);
  let variance = zeros(layout.parameterColumns);
  let state = zeros(layout.stateColumns);
  let bestWeights = zeros(layout.parameterColumns);
  let bestState = zeros(layout.stateColumns);
  let lossSums: Tensor = tf.zeros([trials]);

  const rowsAt = (indices: Tensor): [Tensor, Tensor] => [
    tf.expandDims(tf.gather(data.features, indices), 0),
    tf.expandDims(tf.gather(data.targets, indices), 0),
  ];

  const stepBody = (...inputs: Tensor[]): Tensor[] => {
    const [w, m, v, s, sums, indices, coefficients, ...noiseIndices] = inputs as [
      Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, ...Tensor[],
    ];
    const [x, y] = rowsAt(indices);
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
    const gradient = network.join(tf.grads(total)(network.cut(w)));
    const next = optimize({ weights: w, momentum: m, variance: v }, gradient, coefficients);
    const nextSums = tf.add(sums, tf.mul(perTrial, indices.size));
    perTrial.dispose();
    return [next.weights, next.momentum, next.variance, nextState, nextSums];
  };

  const predictBody = (...inputs: Tensor[]): Tensor[] => {
    const [w, s, indices] = inputs as [Tensor, Tensor, Tensor];
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

  const spread = (columns: number, positions: keyof TrialPositions, numbers: (trial: number) => Float32Array): Tensor => {
    const rows = new Float32Array(trials * columns);
    for (let trial = 0; trial < trials; trial++) {
      const places = layout.positions[trial]?.[positions] ?? new Int32Array();
      const values = numbers(trial);
      for (let i = 0; i < places.length; i++) rows[trial * columns + (places[i] ?? 0)] = values[i] ?? 0;
    }
    return upload(tf.tensor(rows, [trials, columns]));
  };
  const collect = (tensor: Tensor, positions: keyof TrialPositions): Float32Array[] => {
    const rows = typed(tensor);
    const columns = tensor.shape[1] ?? 0;
    return layout.positions.map((places, trial) =>
      Float32Array.from(places[positions], (place) => rows[trial * columns + place] ?? 0),
    );
  };

  return {
    noisyLayers: network.noiseColumns.length,
    load(states) {
      tf.dispose([weights, momentum, variance, state, bestWeights, bestState]);
      const numbers = (name: 'parameters' | 'momentum' | 'variance' | 'bestParameters') =>
        spread(layout.parameterColumns, 'parameters', (trial) => states[trial]?.[name] ?? new Float32Array());
      const moving = (name: 'state' | 'bestState') =>
        spread(layout.stateColumns, 'state', (trial) => states[trial]?.[name] ?? new Float32Array());
      weights = numbers('parameters');
      momentum = numbers('momentum');
      variance = numbers('variance');
      bestWeights = numbers('bestParameters');
      state = moving('state');
      bestState = moving('bestState');
    },
    store(states) {
      const columns = {
        parameters: collect(weights, 'parameters'),
        momentum: collect(momentum, 'parameters'),
        variance: collect(variance, 'parameters'),
        state: collect(state, 'state'),
      };
      for (const [trial, target] of states.entries()) {
        target.parameters = columns.parameters[trial] ?? target.parameters;
        target.momentum = columns.momentum[trial] ?? target.momentum;
        target.variance = columns.variance[trial] ?? target.variance;
        target.state = columns.state[trial] ?? target.state;
      }
    },
    markBest(improved) {
      if (!improved.some(Boolean)) return;
      const mask = tf.tensor2d(improved.map(Number), [trials, 1], 'bool');
      const choose = (now: Tensor, best: Tensor): Tensor => {
        const chosen = tf.tidy(() => tf.where(mask, now, best));
        best.dispose();
        return chosen;
      };
      bestWeights = choose(weights, bestWeights);
      if (layout.stateColumns > 0) bestState = choose(state, bestState);
      mask.dispose();
    },
    storeBest(states) {
      const parameters = collect(bestWeights, 'parameters');
      const moving = collect(bestState, 'state');
      for (const [trial, target] of states.entries()) {
        target.bestParameters = parameters[trial] ?? target.bestParameters;
        target.bestState = moving[trial] ?? target.bestState;
      }
    },
    step(indices, coefficients, noise) {
      const fed = [
        tf.tensor1d(indices, 'int32'),
        tf.tensor2d(coefficients, [trials, stepCoefficientCount]),
        ...noise.map((rows) => tf.tensor1d(rows, 'int32')),
      ];
      const previous = [weights, momentum, variance, state, lossSums];
      const next = programFor('step', indices.length).run(...previous, ...fed);
      [weights, momentum, variance, state, lossSums] = next as [Tensor, Tensor, Tensor, Tensor, Tensor];
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
      const [outputs] = programFor('predict', indices.length).run(weights, state, fed) as [Tensor];
      const values = typed(outputs);
      tf.dispose([fed, outputs]);
      return values;
    },
    dispose() {
      for (const program of programs.values()) program.dispose();
      tf.dispose([...kept, weights, momentum, variance, state, bestWeights, bestState, lossSums]);
    },
  };
}

function lossOf(networks: readonly Network[], regression: boolean, keep: <T extends Tensor>(tensor: T) => T): PackedLoss {
  if (regression) return squaredError;
  const smoothing = networks.map(({ training }) => training.labelSmoothing);
  return crossEntropy(
    smoothing.some((share) => share > 0) ? keep(tf.tensor(smoothing, [networks.length, 1, 1])) : undefined,
  );
}
