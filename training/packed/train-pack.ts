import tf from '@tensorflow/tfjs';
import { augments } from '../../shared/augmentation.ts';
import { countParameters, type Network, networkOf } from '../../shared/network.ts';
import { createRandom } from '../../shared/random.ts';
import type {
  PackedTrial,
  PackOutcome,
  PackProgress,
  PackRequest,
  PackWatch,
  TrainingData,
  TrialOutcome,
} from '../../shared/trainer.ts';
import { augmentEpoch } from './augmentation.ts';
import { upload } from './compile.ts';
import { inherit } from './inherit.ts';
import { initialParameters } from './initial-parameters.ts';
import { noiseRows } from './noise.ts';
import { stepCoefficientCount, writeStepCoefficients } from './optimizer.ts';
import { createPackProgram, type PackProgram, type PackTensors } from './program.ts';
import { decodeSnapshot, encodeSnapshot, type PackSnapshot } from './snapshot.ts';
import { decodeCheckpoint, encodeCheckpoint, networkSizes, type TrialState } from './trial-state.ts';
import { type Evaluation, evaluator } from './validation.ts';

/** A trial in training: what it is, where it stands, and why it ended if it did. */
export interface Runner {
  readonly trial: PackedTrial;
  readonly network: Network;
  readonly state: TrialState;
  /** Validation outputs at the best epoch; or its metrics, where it lies before a pause. */
  best?: { readonly outputs: Float32Array } | { readonly metrics: Readonly<Record<string, number>> } | undefined;
  failure?: { readonly reason: 'diverged' | 'timeout'; readonly message: string } | undefined;
}

/** Ended trials stay in their pack until it is built anew: they are trained on, but what they do no longer counts. */
const isLive = (runner: Runner): boolean => runner.failure === undefined && !runner.state.finished;

/** The rows on the engine. The caller disposes of `features` and `targets`. */
function uploadData(data: TrainingData): PackTensors {
  const regression = data.task === 'regression';
  const targets = regression ? data.targets : oneHot(data.targets, data.outputs);
  return {
    features: upload(tf.tensor(data.features, [data.rows, ...data.featureShape])),
    targets: upload(tf.tensor(targets, [data.rows, data.outputs])),
    outputs: data.outputs,
    regression,
  };
}

/** [rows, classes] of class indices. */
function oneHot(indices: Float32Array, classes: number): Float32Array {
  const rows = new Float32Array(indices.length * classes);
  for (const [row, index] of indices.entries()) rows[row * classes + index] = 1;
  return rows;
}

/** Rows on the engine for as long as `use` runs. */
export function withTensors<T>(data: TrainingData, use: (tensors: PackTensors) => T): T {
  const tensors = uploadData(data);
  try {
    return use(tensors);
  } finally {
    tf.dispose([tensors.features, tensors.targets]);
  }
}

/** Deepest first, as a layout wants them; then by activation, so that equal ones lie together; then widest first. */
export function inPackOrder<T extends { readonly network: Network; readonly trial: PackedTrial }>(
  runners: readonly T[],
): T[] {
  const key = ({ network, trial }: T): string => {
    const layers = network.blocks.flatMap((block) => block.layers);
    const activation = layers.find((layer) => layer.kind === 'activation')?.activation ?? '';
    const width = layers.find((layer) => layer.kind === 'dense')?.units ?? 0;
    return [99 - network.blocks.length, activation, 99_999 - width, trial.trialId].map(String).join('/');
  };
  const keyed = runners.map((runner): [string, T] => [key(runner), runner]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, runner]) => runner);
}

export function startRunner(trial: PackedTrial, data: TrainingData, seed: number): Runner {
  const network = networkOf(trial.candidate, data.featureShape, data.outputs, data.vocabulary);
  if (trial.checkpoint !== undefined) {
    return { trial, network, state: decodeCheckpoint(trial.checkpoint, networkSizes(network)) };
  }
  const initial = initialState(network, seed);
  if (trial.inherits === undefined) return { trial, network, state: initial };
  const { candidate, checkpoint, from } = trial.inherits;
  const parent = networkOf(candidate, data.featureShape, data.outputs, data.vocabulary);
  const state = decodeCheckpoint(checkpoint, networkSizes(parent));
  return { trial, network, state: inherit({ network: parent, state }, network, initial, from) };
}

function initialState(network: Network, seed: number): TrialState {
  // Named by the structure alone: candidates that differ in other parameters begin alike, which compares them fairly.
  const { parameters, state } = initialParameters(network, `${seed}/weights`);
  return {
    parameters,
    momentum: new Float32Array(parameters.length),
    variance: new Float32Array(parameters.length),
    state,
    bestParameters: parameters,
    bestState: state,
    epochs: 0,
    steps: 0,
    bestEpoch: 0,
    bestLoss: Number.POSITIVE_INFINITY,
    finished: false,
    curve: { trainingLoss: [], validationLoss: [], validationScore: [] },
  };
}

export interface EpochSettings {
  readonly training: Int32Array;
  readonly seed: number;
  /** Epochs of a full budget, over which schedules run. */
  readonly fullEpochs: number;
}

/**
 * One pass over the training rows in the epoch's own order; gives each trial's mean training loss. All batches are of one size,
 * the smallest that needs no more steps than the batch size wanted does: a shape is a program of its own, and a last batch
 * of few rows would be noise. What is missing in the last one is filled up with the order's first rows.
 */
export function trainEpoch(
  program: PackProgram,
  runners: readonly Runner[],
  epoch: number,
  settings: EpochSettings,
): number[] {
  const { training, seed, fullEpochs } = settings;
  const order = Int32Array.from(createRandom(`${seed}/order/${epoch}`).shuffle(Array.from(training)));
  const steps = Math.ceil(order.length / (runners[0]?.network.training.batchSize ?? 1));
  const batch = Math.ceil(order.length / steps);
  const noise = noiseRows(seed, epoch, program.noisyLayers, steps * batch);
  const coefficients = new Float32Array(runners.length * stepCoefficientCount);
  const { augmentation, input = [] } = runners[0]?.network ?? {};
  const augment =
    augmentation !== undefined && augments(augmentation)
      ? augmentEpoch(augmentation, input, { seed, epoch })
      : undefined;
  for (let step = 0; step < steps; step++) {
    const [from, to] = [step * batch, (step + 1) * batch];
    const rows = Int32Array.from({ length: batch }, (_, index) => order[(from + index) % order.length] ?? 0);
    const progress = (epoch - 1 + step / steps) / fullEpochs;
    for (const [index, { network, state }] of runners.entries()) {
      state.steps++;
      writeStepCoefficients(coefficients, index * stepCoefficientCount, network.training, state.steps, progress);
    }
    program.step(
      rows,
      coefficients,
      noise.map((pool) => pool.subarray(from, to)),
      augment?.(rows),
    );
  }
  for (const { state } of runners.filter(isLive)) state.epochs = epoch;
  return Array.from(program.takeLossSums(), (sum) => sum / (steps * batch));
}

const rounded = (value: number): number => Number(value.toPrecision(6));

/** Takes an epoch's results in; answers whether it is the trial's best so far. */
function takeIn(runner: Runner, trainingLoss: number, evaluation: Evaluation, earlyStopping: number): boolean {
  const { state } = runner;
  if (!Number.isFinite(trainingLoss) || !Number.isFinite(evaluation.loss)) {
    runner.failure = { reason: 'diverged', message: `The loss was no finite number in epoch ${state.epochs}.` };
    return false;
  }
  state.curve.trainingLoss.push(rounded(trainingLoss));
  state.curve.validationLoss.push(rounded(evaluation.loss));
  state.curve.validationScore.push(rounded(evaluation.score));
  if (evaluation.loss < state.bestLoss) {
    state.bestLoss = evaluation.loss;
    state.bestEpoch = state.epochs;
    runner.best = { outputs: evaluation.outputs };
    return true;
  }
  if (state.epochs - state.bestEpoch >= earlyStopping) state.finished = true;
  return false;
}

/** A pack after an epoch that leaves work to do. */
export interface PackedEpoch {
  readonly progress: PackProgress;
  /** All that a later call needs to go on as if there had been no pause. */
  readonly snapshot: () => Uint8Array;
}

/** Trains the runners from the same epoch on, leaving out those that end, and gives each program up. */
function* trainTogether(
  all: readonly Runner[],
  tensors: PackTensors,
  { request, clock, from }: { request: PackRequest; clock: () => number; from: PackSnapshot | undefined },
): Generator<PackedEpoch, void> {
  const { data, earlyStopping = Number.POSITIVE_INFINITY, timeout, fullEpochs, seed } = request;
  const epochs = Math.max(...all.map(({ trial }) => trial.epochs));
  const evaluate = evaluator(data, request.metric);
  const metricsOf = metricsAtBest(request);
  const started = clock() - (from?.spent ?? 0);
  let spent = 0;
  let members = from === undefined ? inPackOrder(all.filter(isLive)) : membersOf(from, all);
  let epoch = from?.epoch ?? members[0]?.state.epochs ?? epochs;
  while (members.length > 0 && epoch < epochs) {
    const program = createPackProgram(
      members.map(({ network }) => network),
      tensors,
      seed,
    );
    try {
      program.load(members.map(({ state }) => state));
      // A pack goes on with its ended trials until half of it has ended: leaving them out costs a new program.
      while (epoch < epochs && members.filter(isLive).length > members.length / 2) {
        epoch++;
        const losses = trainEpoch(program, members, epoch, { training: data.training, seed, fullEpochs });
        const evaluations = evaluate(program, members.length);
        const improved = members.map((runner, index) =>
          isLive(runner) ? takeIn(runner, losses[index] ?? Number.NaN, evaluations(index), earlyStopping) : false,
        );
        program.markBest(improved);
        spent = clock() - started;
        if (timeout !== undefined && spent / all.length > timeout) {
          for (const runner of members.filter(isLive)) {
            runner.failure = {
              reason: 'timeout',
              message: `The trial took more than ${timeout / 1000} s, by epoch ${epoch}.`,
            };
          }
        }
        const live = members.filter(isLive).length;
        if (epoch === epochs || live === 0) break;
        const [done, trained] = [epoch, members];
        yield {
          progress: { epoch, epochs, ended: all.length - live },
          snapshot() {
            program.store(trained.map(({ state }) => state));
            return encodeSnapshot({
              epoch: done,
              spent,
              program: trained.map(({ trial }) => trial.trialId),
              trials: all.map((runner) => ({
                trialId: runner.trial.trialId,
                state: runner.state,
                metrics: metricsOf(runner),
                failure: runner.failure,
              })),
            });
          },
        };
      }
      program.store(members.map(({ state }) => state));
    } finally {
      program.dispose();
    }
    members = inPackOrder(members.filter(isLive));
  }
}

function membersOf({ program }: PackSnapshot, all: readonly Runner[]): Runner[] {
  const byId = new Map(all.map((runner) => [runner.trial.trialId, runner]));
  return program.flatMap((id) => byId.get(id) ?? []);
}

/** Every metric of a runner's best epoch; undefined before there is one. */
function metricsAtBest({ data, metric }: PackRequest) {
  const { allMetrics } = evaluator(data, metric);
  return ({ best }: Runner): Readonly<Record<string, number>> | undefined =>
    best === undefined || 'metrics' in best ? best?.metrics : allMetrics(best.outputs);
}

function outcomeOf(
  runner: Runner,
  request: PackRequest,
  metricsOf: (runner: Runner) => Readonly<Record<string, number>> | undefined,
): TrialOutcome {
  const { trial, network, state, failure } = runner;
  if (failure !== undefined) return { trialId: trial.trialId, state: 'failed', ...failure };
  const metrics = metricsOf(runner) ?? {};
  return {
    trialId: trial.trialId,
    state: 'completed',
    score: metrics[request.metric] ?? Number.NaN,
    loss: state.bestLoss,
    metrics,
    bestEpoch: state.bestEpoch,
    epochs: state.epochs,
    parameters: countParameters(network),
    curve: state.curve,
    ...(request.checkpoints ? { checkpoint: encodeCheckpoint(state) } : {}),
  };
}

/** The outputs of trials whose best epoch lies before this budget are computed again from their best numbers. */
function recallBest(runners: readonly Runner[], tensors: PackTensors, request: PackRequest): void {
  const missing = inPackOrder(runners.filter(({ failure, best }) => failure === undefined && best === undefined));
  if (missing.length === 0) return;
  const program = createPackProgram(
    missing.map(({ network }) => network),
    tensors,
    request.seed,
  );
  try {
    program.load(missing.map(({ state }) => ({ ...state, parameters: state.bestParameters, state: state.bestState })));
    const evaluations = evaluator(request.data, request.metric)(program, missing.length);
    for (const [index, runner] of missing.entries()) runner.best = { outputs: evaluations(index).outputs };
  } finally {
    program.dispose();
  }
}

/** The runners of a pack, as they start or as they were when it was paused. */
function runnersOf({ trials, data, seed, snapshot }: PackRequest): { runners: Runner[]; from?: PackSnapshot } {
  if (snapshot === undefined) return { runners: trials.map((trial) => startRunner(trial, data, seed)) };
  const networks = trials.map(({ candidate }) =>
    networkOf(candidate, data.featureShape, data.outputs, data.vocabulary),
  );
  const sizes = trials.map(({ trialId }, index) => ({ trialId, ...networkSizes(networks[index] as Network) }));
  const from = decodeSnapshot(snapshot, sizes);
  const runners = from.trials.map(({ state, metrics, failure }, index) => ({
    trial: trials[index] as PackedTrial,
    network: networks[index] as Network,
    state,
    failure,
    best: metrics && { metrics },
  }));
  return { runners, from };
}

/**
 * Trains a pack of trials, all of the same batch size, of layers of the same kinds and standing at the same epoch, an epoch each
 * time it is asked. Outcomes come in the order of the request. No tensor outlives it, whether it is run to its end or given
 * up. Throws SearchError ArtifactCorrupt for a checkpoint or snapshot of other trials.
 */
export function* trainPack(request: PackRequest, clock: () => number): Generator<PackedEpoch, TrialOutcome[]> {
  const { runners, from } = runnersOf(request);
  const tensors = uploadData(request.data);
  try {
    yield* trainTogether(runners, tensors, { request, clock, from });
    recallBest(runners, tensors, request);
  } finally {
    tf.dispose([tensors.features, tensors.targets]);
  }
  const metricsOf = metricsAtBest(request);
  return runners.map((runner) => outcomeOf(runner, request, metricsOf));
}

/** Runs a pack to its end, or until the watch pauses it. */
export async function watchPack(pack: Generator<PackedEpoch, TrialOutcome[]>, watch?: PackWatch): Promise<PackOutcome> {
  try {
    for (;;) {
      const next = pack.next();
      if (next.done === true) return { state: 'done', outcomes: next.value };
      const asked = watch?.onEpoch(next.value.progress) ?? 'go-on';
      // Small packs have thousands of epochs a second: most answers need no waiting for.
      const control = typeof asked === 'string' ? asked : await asked;
      if (control === 'go-on') continue;
      const snapshot = next.value.snapshot();
      if (control === 'pause') return { state: 'paused', snapshot };
      await watch?.onSave(snapshot);
    }
  } finally {
    pack.return([]);
  }
}
