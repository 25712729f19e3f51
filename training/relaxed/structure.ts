import { networkOf } from '../../shared/network.ts';
import { createRandom } from '../../shared/random.ts';
import type { StructureRelaxation } from '../../shared/relaxation.ts';
import type { RelaxedTrial, RelaxOutcome, TrainingData } from '../../shared/trainer.ts';
import { noiseRows } from '../packed/noise.ts';
import { stepCoefficientCount, writeStepCoefficients } from '../packed/optimizer.ts';
import type { PackTensors } from '../packed/program.ts';
import { batchesOf, divideRows, stepsOf } from './batches.ts';
import { type Likelihoods, likeliest } from './derive.ts';
import type { Factors } from './factors.ts';
import { createStructureProgram, type GumbelDraw, type StructureProgram } from './structure-program.ts';

/** Rows that the weights see, of the training rows; the architecture sees the others (Liu et al. 2019). */
const weightShare = 0.5;
/** Share of the epochs in which only weights are trained: before they say anything, an architecture drifts to what learns fastest. */
const warmUp = 0.25;
/** Of Adam on the logits. Small tables have few steps: a hundred times what is usual on images. */
const logitRate = 0.03;
/** Gumbel-softmax is annealed from the one to the other. */
const temperatures = { first: 2, last: 0.2 };
/** Architectures handed back. */
const derivedCount = 4;

export interface StructureRequest {
  readonly data: TrainingData;
  readonly trials: readonly RelaxedTrial<StructureRelaxation>[];
  readonly seed: number;
}

/** Standard Gumbel numbers, each trial's own. */
function gumbel(trials: StructureRequest['trials'], logits: number, label: string): Float32Array {
  const noise = new Float32Array(trials.length * logits);
  for (const [trial, { relax }] of trials.entries()) {
    const random = createRandom(`${label}/${relax.restart}`);
    for (let at = 0; at < logits; at++)
      noise[trial * logits + at] = -Math.log(-Math.log(1 - random.next() + 1e-9) + 1e-9);
  }
  return noise;
}

function likelihoodsOf({ learned }: Factors, logits: Float32Array): Likelihoods {
  return Object.fromEntries(
    learned.map(({ name, options, logits: own }) => {
      const values = options.map((_, option) => logits[(own?.offset ?? 0) + option] ?? 0);
      const top = Math.max(...values);
      const raw = values.map((value) => Math.exp(value - top));
      const total = raw.reduce((sum, value) => sum + value, 0);
      return [name, options.map((value, option) => ({ value, probability: (raw[option] ?? 0) / total }))];
    }),
  );
}

const rounded = (value: number): number => Number(value.toPrecision(6));

const roundedAll = (
  likelihoods: Likelihoods,
): Record<string, { value: string | number | boolean; probability: number }[]> =>
  Object.fromEntries(
    Object.entries(likelihoods).map(([name, options]) => [
      name,
      options.map(({ value, probability }) => ({ value, probability: rounded(probability) })),
    ]),
  );

/** Trains weights and architectures in turns; gives each trial's loss on the architecture's rows after every epoch. */
function descend(program: StructureProgram, { data, trials, seed }: StructureRequest): Float32Array[] {
  const { epochs, relax } = trials[0] ?? { epochs: 0, relax: undefined };
  const trainings = trials.map(({ candidate }) => networkOf(candidate, data.featureShape, data.outputs).training);
  const [own, held] = divideRows(data.training, weightShare, `${seed}/division`);
  const { steps, batch } = stepsOf(own.length, trainings[0]?.batchSize ?? 1);
  const logits = program.factors.logits;
  const coefficients = new Float32Array(trials.length * stepCoefficientCount);
  const ofLogits = new Float32Array(coefficients.length);
  const courses: Float32Array[] = [];
  let step = 0;
  let turns = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const batches = batchesOf(own, batch, steps, `${seed}/order/${epoch}`);
    const others = batchesOf(held, Math.min(batch, held.length), steps, `${seed}/held/${epoch}`);
    const noise = noiseRows(seed, epoch, program.supernet.widths.length, steps * batch);
    for (const [index, rows] of batches.entries()) {
      step++;
      const progress = (epoch - 1 + index / steps) / epochs;
      const draw = (kind: string): GumbelDraw | undefined =>
        relax?.sampled
          ? {
              noise: gumbel(trials, logits, `${seed}/gumbel/${kind}/${step}`),
              temperature: temperatures.first * (temperatures.last / temperatures.first) ** progress,
            }
          : undefined;
      for (const [trial, training] of trainings.entries()) {
        writeStepCoefficients(coefficients, trial * stepCoefficientCount, training, step, progress);
      }
      if (progress >= warmUp) {
        turns++;
        for (const [trial, training] of trainings.entries()) {
          const adam = { ...training, optimizer: 'adam', learningRate: logitRate, schedule: 'constant' } as const;
          writeStepCoefficients(ofLogits, trial * stepCoefficientCount, adam, turns, progress);
        }
        const rates = Float32Array.from(trainings, ({ learningRate }) => learningRate);
        program.architectureStep(others[index] as Int32Array, ofLogits, { rows, rates }, draw('architecture'));
      }
      const from = index * batch;
      program.weightStep(
        rows,
        coefficients,
        noise.map((pool) => pool.subarray(from, from + batch)),
        draw('weights'),
      );
    }
    courses.push(program.losses(held));
  }
  return courses;
}

/** Runs structure relaxations of the same choices, batch size and epochs as one pack: weights and architecture in turns, on separate rows. */
export function relaxStructure(request: StructureRequest, tensors: PackTensors): RelaxOutcome[] {
  const { trials, seed } = request;
  const relax = trials[0]?.relax;
  if (relax === undefined) return [];
  const starts = trials.map(({ candidate, relax: { restart } }) => ({ candidate, seed: `${seed}/restart-${restart}` }));
  const program = createStructureProgram(starts, tensors, seed, relax);
  try {
    const courses = descend(program, request);
    const { factors } = program;
    const logits = program.logits();
    return trials.map(({ trialId, candidate }, trial): RelaxOutcome => {
      const loss = courses.map((values) => rounded(values[trial] ?? Number.NaN));
      const own = logits.subarray(trial * factors.logits, (trial + 1) * factors.logits);
      if (!loss.every(Number.isFinite) || !own.every(Number.isFinite)) {
        return { trialId, state: 'failed', reason: 'diverged', message: 'The supernet’s loss was no finite number.' };
      }
      const likelihoods = likelihoodsOf(factors, own);
      const derived = likeliest(likelihoods, candidate, derivedCount).map(({ values, probability }) => ({
        candidate: { ...candidate, ...values },
        probability: rounded(probability),
      }));
      const trace = { kind: 'structure', choices: roundedAll(likelihoods), loss } as const;
      return { trialId, state: 'relaxed', relaxed: { derived, trace } };
    });
  } finally {
    program.dispose();
  }
}
