import tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { LayerConfig } from '../../../shared/layers.ts';
import { type Network, networkOf } from '../../../shared/network.ts';
import { createRandom } from '../../../shared/random.ts';
import { initialParameters } from '../../../training/packed/initial-parameters.ts';
import { stepCoefficientCount, writeStepCoefficients } from '../../../training/packed/optimizer.ts';
import { createPackProgram, type PackProgram } from '../../../training/packed/program.ts';
import { useEngine } from '../engine.ts';

const vocabulary = 4;
const rows = 256;
const batch = 64;

const network = (steps: number, layers: readonly LayerConfig[]): Network => ({
  ...networkOf({ depth: 0, optimizer: 'adam', learningRate: 0.02 }, [steps, 1], vocabulary - 1),
  blocks: [{ layers: [{ kind: 'embedding', vocabulary, units: 4 }, ...layers], residual: false }],
});

/** Sequences of 2 to 8 tokens, padded in front to `steps`; their class is their first real token, which only a memory holds to the end. */
function firstTokens(steps: number): { tokens: Float32Array; classes: number[] } {
  const random = createRandom(4);
  const tokens = new Float32Array(rows * steps);
  const classes = Array.from({ length: rows }, (_, row) => {
    const length = random.integer(2, 8);
    const own = Array.from({ length }, () => random.integer(1, vocabulary - 1));
    tokens.set(own, (row + 1) * steps - length);
    return (own[0] ?? 1) - 1;
  });
  return { tokens, classes };
}

/** Trains a pack as one recorded program, and gives the rows' class probabilities, a trial each. */
function learn(networks: readonly Network[], steps: number, updates: number): Float32Array[] {
  const { tokens, classes } = firstTokens(steps);
  const features = tf.tensor(tokens, [rows, steps, 1]);
  const targets = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(classes, 'int32'), vocabulary - 1), 'float32'));
  const program = createPackProgram(networks, { features, targets, outputs: vocabulary - 1, regression: false }, 1);
  try {
    load(program, networks);
    for (let update = 1; update <= updates; update++) {
      const coefficients = new Float32Array(networks.length * stepCoefficientCount);
      for (const [index, { training }] of networks.entries()) {
        writeStepCoefficients(coefficients, index * stepCoefficientCount, training, update, 0);
      }
      const indices = Int32Array.from({ length: batch }, (_, index) => (update * batch + index) % rows);
      program.step(indices, coefficients, []);
    }
    const values = program.predict(Int32Array.from({ length: rows }, (_, row) => row));
    return networks.map((_, index) =>
      values.slice(index * rows * (vocabulary - 1), (index + 1) * rows * (vocabulary - 1)),
    );
  } finally {
    program.dispose();
    tf.dispose([features, targets]);
  }
}

function load(program: PackProgram, networks: readonly Network[]): void {
  program.load(
    networks.map((one) => {
      const { parameters, state } = initialParameters(one, 'weights');
      return {
        parameters,
        state,
        momentum: new Float32Array(parameters.length),
        variance: new Float32Array(parameters.length),
        bestParameters: parameters,
        bestState: state,
        epochs: 0,
        steps: 0,
        bestEpoch: 0,
        bestLoss: 0,
        finished: false,
        curve: { trainingLoss: [], validationLoss: [], validationScore: [] },
      };
    }),
  );
}

const lstm = (units: number): LayerConfig => ({ kind: 'lstm', units, initializer: 'glorotUniform' });
const gru = (units: number, bidirectional = false): LayerConfig => ({
  kind: 'gru',
  units,
  initializer: 'glorotUniform',
  bidirectional,
});

describe('sequences', () => {
  useEngine();

  it('are remembered from their first token on, in a pack as alone', () => {
    const networks = [16, 12].map((units) => network(8, [lstm(units)]));
    const together = learn(networks, 8, 120);
    const { classes } = firstTokens(8);
    for (const values of together) {
      const likely = classes.map((own, row) => values[row * (vocabulary - 1) + own] ?? 0);
      expect(likely.filter((probability) => probability > 0.5).length / rows).toBeGreaterThan(0.97);
    }
    const [alone] = learn(networks.slice(1), 8, 5);
    const [, packed] = learn(networks, 8, 5);
    for (const [at, value] of (alone ?? []).entries()) expect(packed?.[at]).toBeCloseTo(value, 5);
  });

  it.each([
    ['a recurrent layer', [lstm(5)]],
    ['one of both directions', [gru(5, true)]],
    ['the mean over steps', [{ kind: 'globalPooling' }]],
  ] as [string, LayerConfig[]][])('are the same however far they are padded: %s', (_name, layers) => {
    const [short, long] = [8, 11].map((steps) => learn([network(steps, layers)], steps, 5)[0]);
    for (const [at, value] of (short ?? []).entries()) expect(long?.[at]).toBeCloseTo(value, 5);
  });
});
