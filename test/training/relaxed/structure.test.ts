import tf, { type Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { networkOf } from '../../../shared/network.ts';
import { createRandom } from '../../../shared/random.ts';
import type { StructureRelaxation } from '../../../shared/relaxation.ts';
import type { TrainingData } from '../../../shared/trainer.ts';
import { layersModelOf } from '../../../training/layers-model.ts';
import { stepCoefficientCount, writeStepCoefficients } from '../../../training/packed/optimizer.ts';
import { withTensors } from '../../../training/packed/train-pack.ts';
import { factorsOf } from '../../../training/relaxed/factors.ts';
import { indicesIn, initialBands, placesOf } from '../../../training/relaxed/initial-weights.ts';
import { sharesFor } from '../../../training/relaxed/shares.ts';
import { relaxStructure } from '../../../training/relaxed/structure.ts';
import { createStructureProgram } from '../../../training/relaxed/structure-program.ts';
import { createSupernet } from '../../../training/relaxed/supernet.ts';
import { useEngine } from '../engine.ts';
import { table } from '../tables.ts';

const choices = {
  depth: [0, 1, 2],
  'width.1': [2, 5],
  'width.2': [3, 5],
  activation: ['tanh', 'sigmoid', 'swish'],
  normalisation: ['none', 'batch', 'layer'],
  residual: [false, true],
};
const logitCount = 15;

const structure = (given: Partial<StructureRelaxation> = {}): StructureRelaxation => ({
  kind: 'structure',
  choices,
  secondOrder: false,
  sampled: false,
  restart: 0,
  trials: 1,
  ...given,
});

const relaxed = (data: TrainingData, starts: readonly [Candidate, StructureRelaxation][], epochs: number) =>
  withTensors(data, (tensors) =>
    relaxStructure(
      {
        data,
        seed: 3,
        trials: starts.map(([candidate, relax], index) => ({
          trialId: `relaxation-${index}`,
          candidate,
          epochs,
          relax,
        })),
      },
      tensors,
    ),
  ).map((outcome) => {
    if (outcome.state !== 'relaxed') throw new Error(outcome.message);
    return outcome.relaxed;
  });

/** Logits that are neither even nor the same in two trials. */
const someLogits = (trials: number): Float32Array => {
  const random = createRandom('logits');
  return Float32Array.from({ length: trials * logitCount }, () => random.normal());
};

describe('the gradient by the architecture', () => {
  useEngine();
  const data = table({ rows: 40, classes: 3 });
  const starts = [0, 1].map((restart) => ({ candidate: { learningRate: 0.1 } as Candidate, seed: `start-${restart}` }));
  const rows = Int32Array.from({ length: 16 }, (_, row) => row);
  const ahead = { rows: Int32Array.from({ length: 16 }, (_, row) => row + 16), rates: Float32Array.of(0.1, 0.05) };

  it('is that of finite differences, first order', () => {
    withTensors(data, (tensors) => {
      const program = createStructureProgram(starts, tensors, 1, structure());
      const logits = someLogits(2);
      program.setLogits(logits);
      const gradient = program.architectureGradient(rows, ahead);
      for (let at = 0; at < logits.length; at++) {
        const lossAt = (shift: number): number => {
          program.setLogits(logits.map((value, index) => (index === at ? value + shift : value)));
          return program.losses(rows)[Math.floor(at / logitCount)] ?? Number.NaN;
        };
        const difference = (lossAt(0.02) - lossAt(-0.02)) / 0.04;
        expect(gradient[at]).toBeCloseTo(difference, 3);
      }
      program.dispose();
    });
  });

  it('is that of finite differences through a step of the weights, second order', () => {
    withTensors(data, (tensors) => {
      // A plain step of gradient descent, as second order looks ahead.
      const descent = starts.map((start, index) => ({
        ...start,
        candidate: { optimizer: 'sgd', learningRate: ahead.rates[index] ?? 0 },
      }));
      const program = createStructureProgram(descent, tensors, 1, structure({ secondOrder: true }));
      const logits = someLogits(2);
      program.setLogits(logits);
      const before = program.weights();
      const gradient = program.architectureGradient(rows, ahead);
      const training = networkOf({ optimizer: 'sgd' }, [4], 3).training;
      const coefficients = new Float32Array(2 * stepCoefficientCount);
      for (const [trial, learningRate] of ahead.rates.entries()) {
        writeStepCoefficients(coefficients, trial * stepCoefficientCount, { ...training, learningRate }, 1, 0);
      }
      let differing = 0;
      for (let at = 0; at < logits.length; at++) {
        const lossAt = (shift: number): number => {
          program.setLogits(logits.map((value, index) => (index === at ? value + shift : value)));
          program.setWeights(before);
          program.weightStep(ahead.rows, coefficients, []);
          return program.losses(rows)[Math.floor(at / logitCount)] ?? Number.NaN;
        };
        const difference = (lossAt(0.02) - lossAt(-0.02)) / 0.04;
        expect(gradient[at]).toBeCloseTo(difference, 3);
        differing = Math.max(differing, Math.abs(difference));
      }
      expect(differing).toBeGreaterThan(0.01);
      program.dispose();
    });
  });
});

describe('a supernet with all weight on one option', () => {
  useEngine();
  const architectures: Candidate[] = [
    { depth: 0, activation: 'tanh', normalisation: 'none', residual: false },
    { depth: 1, 'width.1': 2, 'width.2': 5, activation: 'sigmoid', normalisation: 'none', residual: false },
    { depth: 2, 'width.1': 5, 'width.2': 5, activation: 'swish', normalisation: 'none', residual: true },
    { depth: 2, 'width.1': 5, 'width.2': 3, activation: 'tanh', normalisation: 'layer', residual: true },
    { depth: 2, 'width.1': 2, 'width.2': 3, activation: 'sigmoid', normalisation: 'layer', residual: false },
  ];

  it('is the ordinary network, as a layers model runs it', () => {
    const features = 4;
    const outputs = 3;
    const kept: Tensor[] = [];
    const keep = <T extends Tensor>(tensor: T): T => {
      kept.push(tensor);
      return tensor;
    };
    const factors = factorsOf(architectures, choices);
    const sizes = { trials: architectures.length, features, outputs };
    const supernet = createSupernet(factors, sizes, keep);
    const bands = initialBands(
      supernet,
      factors,
      architectures.map((candidate, index) => ({ candidate, seed: `seed-${index}` })),
      sizes,
    );
    const logits = tf.tensor2d(
      architectures.map((candidate) =>
        factors.learned.flatMap(({ name, options }) =>
          options.map((option) => (option === (candidate[name] ?? options[0]) ? 100 : -100)),
        ),
      ),
    );
    const random = createRandom('rows');
    const x = tf.tensor2d(Array.from({ length: 7 }, () => Array.from({ length: features }, () => random.normal())));
    const exits = tf.tidy(() =>
      supernet.forward(x.expandDims(0), supernet.cut(bands), sharesFor(factors, architectures.length, keep)(logits)),
    );
    const numbers = bands.map((band) => band.dataSync<'float32'>());
    for (const [trial, candidate] of architectures.entries()) {
      const network = networkOf(candidate, [features], outputs);
      const parameters = placesOf(network, factors, supernet).flatMap((placed) => {
        const { band, offset } = placed.leaf;
        const from = trial * (supernet.bands[band]?.columns ?? 0) + offset;
        return Array.from(indicesIn(placed), (index) => numbers[band]?.[from + index] ?? Number.NaN);
      });
      const model = layersModelOf(
        network,
        { parameters: Float32Array.from(parameters), state: new Float32Array() },
        true,
      );
      const expected = tf.tidy(() => (model.predict(x) as Tensor).dataSync<'float32'>());
      const exit = exits[factors.depth.options.indexOf(Number(candidate.depth))] as Tensor;
      const own = tf.tidy(() => tf.slice(exit, [trial, 0, 0], [1, 7, outputs]).dataSync<'float32'>());
      for (const [at, value] of own.entries()) expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5);
      model.dispose();
    }
    tf.dispose([kept, bands, logits, x, exits]);
  });
});

/** Rows of a target that is a function of normal columns, with a little noise. */
function regression(rows: number, columns: number, target: (row: readonly number[]) => number): TrainingData {
  const random = createRandom('regression');
  const features = Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
  return {
    task: 'regression',
    features: Float32Array.from(features.flat()),
    rows,
    featureShape: [columns],
    targets: Float32Array.from(features, (row) => target(row) + 0.05 * random.normal()),
    outputs: 1,
    training: Int32Array.from({ length: rows }, (_, row) => row),
    validation: new Int32Array(),
  };
}

const best = (options: readonly { value: unknown; probability: number }[] = []): unknown =>
  options.reduce((a, b) => (b.probability > a.probability ? b : a)).value;

describe.each(['native', 'wasm'] as const)('relaxed structures on %s', (engine) => {
  useEngine(engine);
  const base: Candidate = { optimizer: 'adam', learningRate: 0.02, batchSize: 32, depth: 1, 'width.1': 8 };

  it('finds that a linear target needs no hidden layer', () => {
    const data = regression(160, 3, ([a = 0, b = 0, c = 0]) => 0.8 * a - 0.5 * b + 0.3 * c);
    const [outcome] = relaxed(data, [[base, structure({ choices: { depth: [0, 1], 'width.1': [2, 4] } })]], 150);
    expect(outcome?.derived[0]?.candidate.depth).toBe(0);
  });

  it.each([[{}], [{ sampled: true }], [{ secondOrder: true }]])(
    'finds the activation that the target is made of, %j',
    (given) => {
      const data = regression(160, 2, ([a = 0, b = 0]) => 1.5 * Math.max(0, a + b) + Math.max(0, -a));
      const starts = [0, 1].map((restart): [Candidate, StructureRelaxation] => [
        base,
        structure({ choices: { activation: ['sigmoid', 'relu'] }, restart, ...given }),
      ]);
      for (const { trace } of relaxed(data, starts, 60)) {
        expect(best(trace.kind === 'structure' ? trace.choices.activation : [])).toBe('relu');
      }
    },
  );

  // A plain mixture does not: weights grow against a mask of little weight.
  it('finds that one unit is too few, where widths are drawn', () => {
    const data = regression(160, 2, ([a = 0, b = 0]) => Math.abs(a) + Math.abs(b));
    const [outcome] = relaxed(
      data,
      [[{ ...base, activation: 'relu' }, structure({ sampled: true, choices: { 'width.1': [1, 8] } })]],
      60,
    );
    expect(outcome?.derived[0]?.candidate['width.1']).toBe(8);
  });
});

describe('a pack of structure relaxations', () => {
  useEngine();
  const data = table({ rows: 60, classes: 3 });
  const starts = [0, 1, 2].map((restart): [Candidate, StructureRelaxation] => [
    {
      learningRate: [0.01, 0.03, 0.003][restart] ?? 1,
      optimizer: ['adam', 'momentum', 'rmsprop'][restart] ?? '',
      dropout: 0.1 * restart,
      l2: 0.001 * restart,
      labelSmoothing: 0.05 * restart,
      batchSize: 16,
    },
    structure({
      restart,
      sampled: true,
      choices: { depth: [1, 2], 'width.1': [2, 4], 'width.2': [4, 8], activation: ['relu', 'tanh'] },
    }),
  ]);

  it('gives each what it gives alone', () => {
    const together = relaxed(data, starts, 8);
    for (const [index, start] of starts.entries()) {
      const [alone] = relaxed(data, [start], 8);
      const { trace } = together[index] ?? {};
      if (trace?.kind !== 'structure' || alone?.trace.kind !== 'structure') throw new Error('no structure');
      for (const [name, options] of Object.entries(alone.trace.choices)) {
        for (const [at, { probability }] of options.entries()) {
          expect(trace.choices[name]?.[at]?.probability).toBeCloseTo(probability, 3);
        }
      }
    }
    expect(together[0]?.trace).not.toEqual(together[1]?.trace);
  });

  it('gives the same twice, bit for bit', () => expect(relaxed(data, starts, 4)).toEqual(relaxed(data, starts, 4)));

  it('derives distinct candidates with what was not relaxed as it was', () => {
    for (const [index, { derived }] of relaxed(data, starts, 4).entries()) {
      expect(new Set(derived.map(({ candidate }) => JSON.stringify(candidate))).size).toBe(derived.length);
      for (const { candidate } of derived) expect(candidate).toMatchObject(starts[index]?.[0] ?? {});
    }
  });
});
