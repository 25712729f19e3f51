import { networkOf } from '../../shared/network.ts';
import type { ParametersRelaxation, RelaxableParameter } from '../../shared/relaxation.ts';
import type { RelaxedTrial, RelaxOutcome, TrainingData } from '../../shared/trainer.ts';
import { noiseRows } from '../packed/noise.ts';
import type { PackTensors } from '../packed/program.ts';
import { batchesOf, divideRows, stepsOf } from './batches.ts';
import { rangesOf, unitOf, valueAt, writtenAt } from './ranges.ts';
import { createTangentProgram, type TangentProgram } from './tangent-program.ts';

/** Rows that are trained on, of the training rows; the hyperparameters are judged on the others. */
const trainedShare = 2 / 3;
/** Rows that a hypergradient reads at most. */
const judgedRows = 512;
/** Changes of the hyperparameters in a relaxation, evenly over its steps. */
const changes = 60;
/** Of Adam on the places in their ranges: as far as from one end to the other and most of the way back. */
const unitRate = 0.03;
const beta1 = 0.9;
const beta2 = 0.999;
const tiny = 1e-12;
/** Share of the course, its end, whose mean is a candidate: at a course's end learning rates have mostly run down. */
const settled = 0.5;

export interface ParametersRequest {
  readonly data: TrainingData;
  readonly trials: readonly RelaxedTrial<ParametersRelaxation>[];
  readonly seed: number;
}

/** The hyperparameters' places and the held-out loss, one entry a change. */
interface Course {
  readonly units: Float32Array[];
  readonly losses: Float32Array[];
}

/** Trains the weights, and every so many steps moves the hyperparameters against their gradient (Franceschi et al. 2017, RTHO). */
function descend(program: TangentProgram, { data, trials, seed }: ParametersRequest, first: Float32Array): Course {
  const { epochs, candidate } = trials[0] ?? { epochs: 0, candidate: {} };
  const { batchSize } = networkOf(candidate, data.featureShape, data.outputs).training;
  const [own, held] = divideRows(data.training, trainedShare, `${seed}/judged`);
  const { steps, batch } = stepsOf(own.length, batchSize);
  const every = Math.max(1, Math.round((epochs * steps) / changes));
  const course: Course = { units: [first], losses: [] };
  const moments = { mean: new Float32Array(first.length), square: new Float32Array(first.length) };
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const batches = batchesOf(own, batch, steps, `${seed}/order/${epoch}`);
    const noise = noiseRows(seed, epoch, program.supernet.widths.length, steps * batch);
    for (const [index, rows] of batches.entries()) {
      step++;
      const units = course.units.at(-1) ?? first;
      const layers = noise.map((pool) => pool.subarray(index * batch, (index + 1) * batch));
      program.step(rows, units, { step, progress: (epoch - 1 + index / steps) / epochs }, layers);
      if (step % every !== 0) continue;
      const turn = step / every;
      const [judged = held] = batchesOf(held, Math.min(held.length, judgedRows), 1, `${seed}/judging/${turn}`);
      const { losses, gradient } = program.hypergradient(judged);
      course.losses.push(losses);
      course.units.push(
        units.map((unit, at) => {
          const slope = gradient[at] ?? 0;
          moments.mean[at] = beta1 * (moments.mean[at] ?? 0) + (1 - beta1) * slope;
          moments.square[at] = beta2 * (moments.square[at] ?? 0) + (1 - beta2) * slope ** 2;
          const mean = (moments.mean[at] ?? 0) / (1 - beta1 ** turn);
          const deviation = Math.sqrt((moments.square[at] ?? 0) / (1 - beta2 ** turn));
          return Math.min(1, Math.max(0, unit - (unitRate * mean) / (deviation + tiny)));
        }),
      );
    }
  }
  return course;
}

const rounded = (value: number): number => Number(value.toPrecision(6));

/** Runs relaxations of the same hyperparameters, batch size and epochs as one pack. */
export function relaxParameters(request: ParametersRequest, tensors: PackTensors): RelaxOutcome[] {
  const { trials, seed } = request;
  const [head] = trials;
  if (head === undefined) return [];
  const relaxed = rangesOf(head.relax);
  const starts = trials.map(({ candidate }) => ({ candidate, seed: `${seed}/weights` }));
  const first = Float32Array.from(
    trials.flatMap(({ candidate }) =>
      relaxed.map(({ name, range }) => unitOf(range, Number(candidate[name] ?? valueAt(range, 0.5)))),
    ),
  );
  const program = createTangentProgram(starts, relaxed, tensors, seed);
  try {
    const { units, losses } = descend(program, request, first);
    return trials.map(({ trialId, candidate }, trial): RelaxOutcome => {
      const loss = losses.map((values) => rounded(values[trial] ?? Number.NaN));
      const courseOf = (kind: number): number[] => units.map((all) => all[trial * relaxed.length + kind] ?? Number.NaN);
      const courses = relaxed.map((one, kind) => ({ ...one, course: courseOf(kind) }));
      if (!loss.every(Number.isFinite) || courses.some(({ course }) => !course.every(Number.isFinite))) {
        return { trialId, state: 'failed', reason: 'diverged', message: 'The loss was no finite number.' };
      }
      const candidateAt = (pick: (course: readonly number[]) => number) => ({
        ...candidate,
        ...Object.fromEntries(courses.map(({ name, range, course }) => [name, writtenAt(range, pick(course))])),
      });
      const mean = (course: readonly number[]): number => {
        const end = course.slice(Math.floor(course.length * (1 - settled)));
        return end.reduce((sum, unit) => sum + unit, 0) / end.length;
      };
      const values: Partial<Record<RelaxableParameter, number[]>> = {};
      for (const { name, range, course } of courses)
        values[name] = course.slice(1).map((unit) => writtenAt(range, unit));
      const derived = [candidateAt(mean), candidateAt((course) => course.at(-1) ?? 0)];
      return {
        trialId,
        state: 'relaxed',
        relaxed: { derived: derived.map((own) => ({ candidate: own })), trace: { kind: 'parameters', values, loss } },
      };
    });
  } finally {
    program.dispose();
  }
}
