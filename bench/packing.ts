/**
 * Fits the cost model of shared/packing/cost-model.ts to what packs really take: `npx tsx bench/packing.ts tables`, or `images`, of
 * which series are a part, or `recurrent`, or `attention` for networks of that family: then the constants of the ones before are held as they are. Trains packs of many shapes for a few steps and finds the
 * constants, none below 0, whose predictions are off by the least on average, as a share. Prints them with how far off they are;
 * packs change with them, so they are put into the model by hand. Times are the processor's, of one thread: others may use the machine.
 */

import type { Candidate } from '../shared/candidate.ts';
import { type Shape, sizeOf } from '../shared/layers.ts';
import { feedForwards, headCounts } from '../shared/network/attention.ts';
import { optimizers } from '../shared/network.ts';
import { type PackingTerms, packingCost } from '../shared/packing/cost-model.ts';
import type { Packable, PackingShape } from '../shared/packing/outline.ts';
import { packingTerms } from '../shared/packing.ts';
import { createRandom, type Random } from '../shared/random.ts';
import type { TrainingData } from '../shared/trainer.ts';
import { createTrainer } from '../training/index.ts';
import { stepCoefficientCount } from '../training/packed/optimizer.ts';
import { createPackProgram } from '../training/packed/program.ts';
import { inPackOrder, startRunner, withTensors } from '../training/packed/train-pack.ts';
import { evaluator } from '../training/packed/validation.ts';
import { median } from './measure.ts';

const activations = ['relu', 'tanh', 'elu', 'swish'];
const names = Object.keys(packingCost) as (keyof PackingTerms)[];
/** What a pack pays for: its building, one step, one evaluation. */
const parts = ['build', 'step', 'evaluation'] as const;
type Part = (typeof parts)[number];

interface Sample {
  readonly part: Part;
  readonly terms: PackingTerms;
  readonly micros: number;
}

const pick = <T>(random: Random, values: readonly T[]): T => values[random.integer(0, values.length - 1)] as T;

type Kind = 'tables' | 'images' | 'recurrent' | 'attention';
/** Constants that are found over other data than tables: all others are found over tables alone. */
const found: Readonly<Record<Exclude<Kind, 'tables'>, ReadonlySet<keyof PackingTerms>>> = {
  images: new Set([
    'buildConvolution',
    'stepConvolution',
    'mapped',
    'mapNormalised',
    'moved',
    'patch',
    'sharedPatch',
    'spilled',
    'convolved',
    'evaluatedMapped',
    'evaluatedPatch',
  ]),
  recurrent: new Set(['buildOperation', 'stepOperation', 'evaluatedOperation', 'gated', 'evaluatedGated', 'recurred']),
  attention: new Set(['buildAttention', 'stepAttention', 'attended', 'evaluatedAttended']),
};
const isFound = (kind: Kind, name: keyof PackingTerms): boolean =>
  kind === 'tables' ? Object.values(found).every((names) => !names.has(name)) : found[kind].has(name);

const inputs: Readonly<Record<Kind, readonly Shape[]>> = {
  tables: [[4], [13], [30], [64]],
  images: [
    [8, 8, 1],
    [8, 8, 3],
    [14, 14, 1],
    [16, 16, 3],
    [28, 28, 1],
    [32, 32, 3],
    [24, 2],
    [100, 4],
  ],
  recurrent: [
    [6, 3],
    [12, 1],
    [12, 6],
    [24, 2],
    [36, 4],
  ],
  attention: [
    [8, 3],
    [12, 1],
    [28, 28],
    [64, 2],
  ],
};

function randomData(kind: Kind, random: Random): TrainingData {
  const featureShape = pick(random, inputs[kind]);
  const [outputs, rows] = [pick(random, [2, 3, 10]), pick(random, [150, 600, 1500])];
  const features = sizeOf(featureShape);
  const training = Math.floor(rows * 0.8);
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  return {
    task: outputs === 2 ? 'binary' : 'multiclass',
    features: Float32Array.from({ length: rows * features }, () => random.normal()),
    rows,
    featureShape,
    targets: Float32Array.from(all, () => random.integer(0, outputs - 1)),
    outputs,
    training: all.slice(0, training),
    validation: all.slice(training),
  };
}

/** So many trials of one epoch, each with a candidate of its own. */
const trialsFor = (count: number, candidate: () => Candidate): Packable[] =>
  Array.from({ length: count }, (_, index) => ({
    trialId: `t${index}`,
    fromEpochs: 0,
    epochs: 1,
    candidate: candidate(),
  }));

/** Trials such as one pack holds: of one normalisation and batch size; of one or of several depths, widths and activations. */
function randomTrials(random: Random): Packable[] {
  const count = Math.round(2 ** (random.next() * 7));
  const widths = pick(random, [[8], [16], [32], [64], [128], [256], [8, 16], [16, 32, 64], [64, 256]]);
  const depths = pick(random, [[0], [1], [2], [3], [1, 2], [1, 2, 3], [0, 1, 2]]);
  const shared = { normalisation: pick(random, ['none', 'batch']), batchSize: pick(random, [32, 32, 64, 256]) };
  return trialsFor(count, () => ({
    ...shared,
    depth: pick(random, depths),
    'width.1': pick(random, widths),
    'width.2': pick(random, widths),
    'width.3': pick(random, widths),
    activation: pick(random, activations),
    optimizer: pick(random, optimizers),
    dropout: 0.2,
    residual: pick(random, [false, true]),
    l2: 1e-4,
    labelSmoothing: 0.1,
  }));
}

/** Of one trunk but for its filters, and of one or two depths behind it. */
function randomConvolutions(random: Random): Packable[] {
  const count = Math.round(2 ** (random.next() * 5));
  const filters = pick(random, [[4], [8], [16], [32], [8, 16], [16, 32]]);
  const depths = pick(random, [[0], [1], [0, 1]]);
  const shared = {
    stages: pick(random, [1, 2, 3]),
    repeats: pick(random, [1, 1, 2, 3]),
    widen: pick(random, [1, 2]),
    kernel: pick(random, [3, 3, 5]),
    cell: pick(random, ['plain', 'residual']),
    pool: pick(random, ['max', 'average', 'stride']),
    globalPool: pick(random, [false, true]),
    normalisation: pick(random, ['none', 'batch']),
    batchSize: pick(random, [32, 64, 128]),
  };
  return trialsFor(count, () => ({
    ...shared,
    filters: pick(random, filters),
    depth: pick(random, depths),
    width: 64,
    activation: pick(random, ['relu', 'elu', 'swish', 'gelu']),
    optimizer: pick(random, optimizers),
    dropout: 0.2,
    l2: 1e-4,
    labelSmoothing: 0.1,
  }));
}

/** Of one kind of layer, number of them and directions; of one or two widths. */
function randomRecurrent(random: Random): Packable[] {
  const count = Math.round(2 ** (random.next() * 4.5));
  const units = pick(random, [[8], [16], [32], [64], [128], [16, 32], [32, 64]]);
  const shared = {
    family: 'recurrent',
    recurrentLayer: pick(random, ['lstm', 'gru', 'simpleRnn']),
    recurrentLayers: pick(random, [1, 1, 2]),
    bidirectional: pick(random, [false, false, true]),
    masked: pick(random, [false, false, true]),
    batchSize: pick(random, [32, 64, 128]),
  };
  return trialsFor(count, () => ({
    ...shared,
    units: pick(random, units),
    depth: pick(random, [0, 1]),
    optimizer: pick(random, optimizers),
    dropout: 0.2,
    l2: 1e-4,
    labelSmoothing: 0.1,
  }));
}

/** Of one number of blocks and heads; of one or two widths. */
function randomAttention(random: Random): Packable[] {
  const count = Math.round(2 ** (random.next() * 4));
  const widths = pick(random, [[16], [32], [64], [16, 32], [32, 64]]);
  const shared = {
    family: 'attention',
    blocks: pick(random, [1, 1, 2, 3]),
    heads: pick(random, headCounts),
    masked: pick(random, [false, false, true]),
    batchSize: pick(random, [32, 64, 128]),
  };
  return trialsFor(count, () => ({
    ...shared,
    modelWidth: pick(random, widths),
    feedForward: pick(random, feedForwards),
    depth: pick(random, [0, 1]),
    activation: pick(random, ['relu', 'elu', 'swish', 'gelu']),
    optimizer: pick(random, optimizers),
    dropout: 0.2,
    l2: 1e-4,
    labelSmoothing: 0.1,
  }));
}

const trialsOf: Readonly<Record<Kind, (random: Random) => Packable[]>> = {
  tables: randomTrials,
  images: randomConvolutions,
  recurrent: randomRecurrent,
  attention: randomAttention,
};

/** The processor's microseconds. */
function timeOf(work: () => void): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return user + system;
}

/** Of the quickest of many calls: what else runs on the machine only ever adds. */
function quickest(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  const begun = performance.now();
  for (let call = 0; call < 5 || performance.now() - begun < 100; call++) least = Math.min(least, timeOf(work));
  return least;
}

function measure(data: TrainingData, trials: readonly Packable[]): Record<Part, number> {
  return withTensors(data, (tensors) => {
    const started = process.cpuUsage();
    const runners = inPackOrder(trials.map((trial) => startRunner(trial, data, 1)));
    const networks = runners.map(({ network }) => network);
    const batchSize = networks[0]?.training.batchSize ?? 1;
    const batch = Math.ceil(data.training.length / Math.ceil(data.training.length / batchSize));
    const program = createPackProgram(networks, tensors, 1);
    program.load(runners.map(({ state }) => state));
    const coefficients = new Float32Array(trials.length * stepCoefficientCount).fill(1e-3);
    const rows = data.training.slice(0, batch);
    const evaluate = evaluator(data, 'accuracy');
    const step = (): void => {
      program.step(
        rows,
        coefficients,
        Array.from({ length: program.noisyLayers }, () => rows),
      );
    };
    const evaluation = (): void => {
      const evaluations = evaluate(program, trials.length);
      for (const index of trials.keys()) evaluations(index);
      program.takeLossSums();
      program.markBest(trials.map((_, index) => index % 2 === 0));
    };
    step();
    evaluation();
    const { user, system } = process.cpuUsage(started);
    const build = user + system;
    const times = { build, step: quickest(step), evaluation: quickest(evaluation) };
    program.dispose();
    return times;
  });
}

/** Terms of one part alone: of an epoch of no rows to validate on, or of one step, or of the building. */
function samplesOf(data: TrainingData, trials: readonly Packable[]): Sample[] {
  const shape: PackingShape = {
    rows: data.training.length,
    input: data.featureShape,
    outputs: data.outputs,
    validationRows: data.validation.length,
  };
  const of = (epochs: number, validationRows: number): PackingTerms =>
    packingTerms(
      trials.map((trial) => ({ ...trial, epochs })),
      { ...shape, validationRows },
    );
  const times = measure(data, trials);
  const [none, epoch, whole] = [of(0, 0), of(1, 0), of(1, shape.validationRows)];
  const combined = (f: (name: keyof PackingTerms) => number): PackingTerms =>
    Object.fromEntries(names.map((name) => [name, f(name)])) as PackingTerms;
  const step = combined((name) => (name === 'evaluation' ? 0 : (epoch[name] - none[name]) / epoch.step));
  const evaluation = combined((name) => (name === 'evaluation' ? 1 : whole[name] - epoch[name]));
  return [
    { part: 'build', terms: none, micros: times.build - times.step - times.evaluation },
    { part: 'step', terms: step, micros: times.step },
    { part: 'evaluation', terms: evaluation, micros: times.evaluation },
  ];
}

/** Least squares of the relative error, constants not below 0: coordinate descent. */
function fit(kind: Kind, samples: readonly Sample[]): PackingTerms {
  const rows = samples.map(({ terms, micros }) => names.map((name) => terms[name] / micros));
  const isHeld = (name: keyof PackingTerms): boolean => !isFound(kind, name);
  const constants = names.map((name) => (isHeld(name) ? packingCost[name] : 0));
  const rest = rows.map((row) => 1 - row.reduce((sum, value, index) => sum + value * (constants[index] ?? 0), 0));
  for (let round = 0; round < 20_000; round++) {
    for (const [index, name] of names.entries()) {
      if (isHeld(name)) continue;
      const column = rows.map((row) => row[index] ?? 0);
      const square = column.reduce((sum, value) => sum + value * value, 0);
      if (square === 0) continue;
      const slope = column.reduce((sum, value, row) => sum + value * (rest[row] ?? 0), 0) / square;
      const change = Math.max(slope, -(constants[index] ?? 0));
      constants[index] = (constants[index] ?? 0) + change;
      for (const [row, value] of column.entries()) rest[row] = (rest[row] ?? 0) - change * value;
    }
  }
  return Object.fromEntries(names.map((name, index) => [name, constants[index]])) as PackingTerms;
}

/** Real over predicted. */
const ratioWith =
  (constants: PackingTerms) =>
  ({ terms, micros }: Sample): number =>
    micros / names.reduce((sum, name) => sum + constants[name] * terms[name], 0);

await createTrainer({ engine: 'native' });
const random = createRandom('packing');
const asked = process.argv[2] ?? 'tables';
const kind: Kind = asked === 'images' || asked === 'recurrent' || asked === 'attention' ? asked : 'tables';
const samples = Array.from({ length: Number(process.argv[3] ?? 150) }, () => {
  const data = randomData(kind, random);
  return samplesOf(data, trialsOf[kind](random));
}).flat();
// What took much longer than others of its kind was disturbed.
const disturbed = ratioWith(fit(kind, samples));
const constants = fit(
  kind,
  samples.filter((sample) => disturbed(sample) < 1.4),
);
for (const name of names) console.log(`${name}: ${constants[name].toPrecision(2)}`);
for (const part of parts) {
  const ratios = samples.filter((sample) => sample.part === part).map(ratioWith(constants));
  const sorted = [...ratios].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
  console.log(
    `${part}: real / predicted, median ${median(ratios).toFixed(2)}, 10 % below ${at(0.1)}, 90 % below ${at(0.9)}`,
  );
}
