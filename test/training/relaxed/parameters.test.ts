import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { createRandom } from '../../../shared/random.ts';
import type { ParametersRelaxation } from '../../../shared/relaxation.ts';
import type { TrainingData } from '../../../shared/trainer.ts';
import { withTensors } from '../../../training/packed/train-pack.ts';
import { divideRows } from '../../../training/relaxed/batches.ts';
import { relaxParameters } from '../../../training/relaxed/parameters.ts';
import { rangesOf } from '../../../training/relaxed/ranges.ts';
import { createTangentProgram } from '../../../training/relaxed/tangent-program.ts';
import { useEngine } from '../engine.ts';
import { table } from '../tables.ts';

const ranges: ParametersRelaxation['ranges'] = {
  learningRate: { low: 0.001, high: 0.1, log: true },
  l2: { low: 1e-3, high: 0.1, log: true },
  dropout: { low: 0, high: 0.5, log: false },
  labelSmoothing: { low: 0, high: 0.2, log: false },
};
const parameters = (given: ParametersRelaxation['ranges'] = ranges): ParametersRelaxation => ({
  kind: 'parameters',
  ranges: given,
  trials: 1,
});

const seeded = (candidates: readonly Candidate[]) => candidates.map((candidate) => ({ candidate, seed: 'weights' }));

const relax = (data: TrainingData, candidates: readonly Candidate[], epochs: number, given = ranges) =>
  withTensors(data, (tensors) =>
    relaxParameters(
      {
        data,
        seed: 5,
        trials: candidates.map((candidate, index) => ({
          trialId: `relaxation-${index}`,
          candidate,
          epochs,
          relax: parameters(given),
        })),
      },
      tensors,
    ),
  ).map((outcome) => {
    if (outcome.state !== 'relaxed') throw new Error(outcome.message);
    return outcome.relaxed;
  });

/** Numbers from 0 up to `count`. */
const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => index);

describe('hypergradients', () => {
  useEngine();
  const data = table({ rows: 60, classes: 3 });
  const wide: Candidate = { depth: 2, 'width.1': 6, 'width.2': 4, activation: 'tanh', batchSize: 16 };

  const places = { plain: [0.9, 0.7, 0.4, 0.6], adaptive: [0.4, 0.6, 0.5, 0.5] };
  // An adaptive step is nearly the gradient's sign where little has been summed up: from these weights no sign changes.
  it.each([
    ['sgd', {}, places.plain],
    ['nesterov', { residual: true }, places.plain],
    ['adam', { normalisation: 'batch' }, places.adaptive],
    ['adamw', { weightDecay: 0.1, schedule: 'cosine' }, places.adaptive],
    ['rmsprop', { normalisation: 'layer', activation: 'swish' }, places.adaptive],
  ] as const)('are those of finite differences of the whole training, %s %j', (optimizer, more, units) => {
    const shift = 0.002;
    withTensors(data, (tensors) => {
      const relaxed = rangesOf(parameters());
      // The same network again with each hyperparameter a little lower and higher, as neighbours in one pack.
      const shifts = units.flatMap((_, at) =>
        [-shift, shift].map((by) => units.map((unit, own) => (own === at ? unit + by : unit))),
      );
      const places = [units, ...shifts];
      const program = createTangentProgram(
        places.map(() => ({ candidate: { ...wide, optimizer, ...more }, seed: 'b' })),
        relaxed,
        tensors,
        1,
      );
      for (let step = 1; step <= 12; step++) {
        const rows = Int32Array.from({ length: 16 }, (_, row) => (step * 16 + row) % 40);
        const noise = [0, 1].map((layer) => upTo(16).map((row) => row + 20 * step + 1000 * layer));
        program.step(rows, Float32Array.from(places.flat()), { step, progress: (step - 1) / 12 }, noise);
      }
      const { losses, gradient } = program.hypergradient(Int32Array.from({ length: 20 }, (_, row) => 40 + row));
      program.dispose();
      for (const at of units.keys()) {
        const [below = Number.NaN, above = Number.NaN] = losses.subarray(1 + 2 * at, 3 + 2 * at);
        const difference = (above - below) / (2 * shift);
        expect(Math.abs((gradient[at] ?? Number.NaN) - difference)).toBeLessThan(0.001 + 0.03 * Math.abs(difference));
      }
    });
  });

  it('of the learning rate on a parabola are in closed form', () => {
    // Rows ±1 and targets 0: the loss is w², a step w ← (1 − 2η)·w, and the bias has no gradient.
    const rows = 8;
    const parabola: TrainingData = {
      task: 'regression',
      features: Float32Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 1 : -1)),
      rows,
      featureShape: [1],
      targets: new Float32Array(rows),
      outputs: 1,
      training: upTo(rows),
      validation: new Int32Array(),
    };
    const given = { learningRate: { low: 0.01, high: 1, log: true } };
    withTensors(parabola, (tensors) => {
      const program = createTangentProgram(
        seeded([{ depth: 0, optimizer: 'sgd' }]),
        rangesOf(parameters(given)),
        tensors,
        1,
      );
      const start = program.weights()[0]?.[0] ?? Number.NaN;
      const steps = 5;
      const rate = 0.1;
      for (let step = 1; step <= steps; step++)
        program.step(upTo(rows), Float32Array.of(0.5), { step, progress: 0 }, []);
      const { losses, gradient } = program.hypergradient(upTo(rows));
      const end = start * (1 - 2 * rate) ** steps;
      // By the place in the range: a place is ln 100 of the logarithm.
      const slope = 2 * end * (-2 * steps * start * (1 - 2 * rate) ** (steps - 1)) * rate * Math.log(100);
      expect(losses[0]).toBeCloseTo(end ** 2, 5);
      expect(Math.abs((gradient[0] ?? Number.NaN) / slope - 1)).toBeLessThan(0.01);
      program.dispose();
    });
  });
});

describe.each(['native', 'wasm'] as const)('relaxed hyperparameters on %s', (engine) => {
  useEngine(engine);

  it('find the l2 of ridge regression that its closed form has', () => {
    const random = createRandom('ridge');
    const [rows, columns] = [90, 12];
    const truth = Array.from({ length: columns }, () => 0.2 * random.normal());
    const x = Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
    const y = x.map((row) => row.reduce((sum, value, at) => sum + value * (truth[at] ?? 0), 0) + random.normal());
    const data: TrainingData = {
      task: 'regression',
      features: Float32Array.from(x.flat()),
      rows,
      featureShape: [columns],
      targets: Float32Array.from(y),
      outputs: 1,
      training: upTo(rows),
      validation: new Int32Array(),
    };
    const [own, held] = divideRows(data.training, 2 / 3, '5/judged');
    const heldLoss = (l2: number): number => {
      const weights = ridge(x, y, own, l2);
      const errors = Array.from(held, (row) => (y[row] ?? 0) - predict(weights, x[row] ?? []));
      return errors.reduce((sum, error) => sum + error ** 2, 0) / held.length;
    };
    const grid = Array.from({ length: 121 }, (_, at) => 10 ** (-2 + at / 40));
    const optimum = grid.reduce((best, l2) => (heldLoss(l2) < heldLoss(best) ? l2 : best));
    expect(optimum).toBeGreaterThan(0.02);
    expect(optimum).toBeLessThan(8);
    const given = { l2: { low: 0.01, high: 10, log: true } };
    const [outcome] = relax(
      data,
      [{ depth: 0, optimizer: 'sgd', learningRate: 0.05, batchSize: 60, l2: 0.02 }],
      400,
      given,
    );
    const found = Number(outcome?.derived[0]?.candidate.l2);
    expect(Math.abs(Math.log10(found / optimum))).toBeLessThan(0.15);
  });

  it('raise a learning rate that is far too small', () => {
    const data = table({ rows: 120, classes: 2 });
    const given = { learningRate: { low: 1e-4, high: 1, log: true } };
    const start = (learningRate: number): Candidate => ({
      depth: 1,
      'width.1': 8,
      optimizer: 'sgd',
      batchSize: 16,
      learningRate,
    });
    const [small] = relax(data, [start(2e-4)], 30, given);
    expect(Number(small?.derived[0]?.candidate.learningRate)).toBeGreaterThan(2e-3);
  });
});

const predict = (weights: readonly number[], row: readonly number[]): number =>
  [...row, 1].reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);

/** The minimum of mean squared error + l2/2 · |w|², its last weight a bias without a penalty, by Gauss-Jordan elimination. */
function ridge(x: readonly number[][], y: readonly number[], rows: Int32Array, l2: number): number[] {
  const size = (x[0]?.length ?? 0) + 1;
  const system = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (_unused, j) => {
      let sum = i === j && i < size - 1 ? l2 : 0;
      for (const row of rows) {
        const values = [...(x[row] ?? []), 1];
        sum += (2 / rows.length) * (values[i] ?? 0) * (j === size ? (y[row] ?? 0) : (values[j] ?? 0));
      }
      return sum;
    }),
  );
  for (const [pivot, own] of system.entries()) {
    const head = own[pivot] ?? 1;
    for (let j = pivot; j <= size; j++) own[j] = (own[j] ?? 0) / head;
    for (const [other, row] of system.entries()) {
      const factor = row[pivot] ?? 0;
      if (other === pivot) continue;
      for (let j = pivot; j <= size; j++) row[j] = (row[j] ?? 0) - factor * (own[j] ?? 0);
    }
  }
  return system.map((row) => row[size] ?? Number.NaN);
}

describe('a pack of parameter relaxations', () => {
  useEngine();
  const data = table({ rows: 60, classes: 3 });
  const candidates: Candidate[] = [
    { depth: 1, 'width.1': 6, activation: 'tanh', optimizer: 'adam', learningRate: 0.01, batchSize: 16, dropout: 0.1 },
    {
      depth: 2,
      'width.1': 4,
      'width.2': 8,
      activation: 'swish',
      normalisation: 'layer',
      optimizer: 'momentum',
      learningRate: 0.02,
      batchSize: 16,
    },
    { depth: 0, optimizer: 'rmsprop', learningRate: 0.005, batchSize: 16, labelSmoothing: 0.05 },
  ];

  it('gives each what it gives alone', () => {
    const together = relax(data, candidates, 3);
    for (const [index, candidate] of candidates.entries()) {
      const [alone] = relax(data, [candidate], 3);
      for (const name of ['learningRate', 'l2', 'dropout', 'labelSmoothing']) {
        const [own, packed] = [alone, together[index]].map((one) => Number(one?.derived[1]?.candidate[name]));
        expect(Math.abs((packed ?? 0) / (own ?? 0) - 1)).toBeLessThan(0.05);
      }
    }
  });

  it('gives the same twice, bit for bit', () => expect(relax(data, candidates, 2)).toEqual(relax(data, candidates, 2)));
});
