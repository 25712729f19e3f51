import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { createRandom } from '../../../shared/random.ts';
import type { TrainingData } from '../../../shared/trainer.ts';
import { digits } from '../digits.ts';
import { useEngine } from '../engine.ts';
import { completed, expectSameTrial, train } from '../outcomes.ts';
import { packOf } from '../tables.ts';

/** Rows of noise, of a shape. */
function noise(featureShape: readonly number[], rows = 40): TrainingData {
  const random = createRandom(3);
  const size = featureShape.reduce((product, side) => product * side, 1);
  return {
    task: 'multiclass',
    features: Float32Array.from({ length: rows * size }, () => random.normal()),
    rows,
    featureShape,
    targets: Float32Array.from({ length: rows }, (_, row) => row % 3),
    outputs: 3,
    training: Int32Array.from({ length: 30 }, (_, row) => row),
    validation: Int32Array.from({ length: 10 }, (_, row) => 30 + row),
  };
}

/**
 * Of the same convolutions but for their filters, and of all else that a pack allows. Four filters at least: layer normalisation of two is
 * nearly their order alone, and magnifies rounding between packs as between engines.
 */
const mixed = (shared: Candidate): Candidate[] =>
  [0, 1, 2, 3].map((index) => ({
    convolutions: 2,
    'filters.1': 4 + index,
    'filters.2': 7 - index,
    'kernel.2': 5,
    depth: index % 3,
    'width.1': 4 + index,
    activation: ['relu', 'sigmoid', 'tanh', 'relu'][index] ?? 'relu',
    optimizer: ['adam', 'momentum'][index % 2] ?? 'adam',
    dropout: 0.2 * (index % 2),
    batchSize: 10,
    ...shared,
  }));

describe('networks over images and series', () => {
  useEngine();

  it('learns the digits, the same in a pack as alone', () => {
    const data = digits();
    const shared = { convolutions: 2, learningRate: 0.005, batchSize: 32 };
    const candidates: Candidate[] = [
      { ...shared, 'filters.1': 8, 'filters.2': 16, depth: 0 },
      { ...shared, 'filters.1': 12, 'filters.2': 16, depth: 1, 'width.1': 32, dropout: 0.2 },
      { ...shared, 'filters.1': 8, 'filters.2': 20, depth: 0 },
    ];
    const request = packOf(candidates, { data, epochs: 24 });
    const together = train(request).map(completed);
    for (const [index, { score, curve }] of together.entries()) {
      expect(score).toBeGreaterThan(0.97);
      const alone = completed(train({ ...request, trials: request.trials.slice(index, index + 1) })[0]);
      expect(Math.abs(alone.score - score)).toBeLessThan(0.01);
      // Rounding grows with the steps.
      expect(alone.curve.trainingLoss[2]).toBeCloseTo(curve.trainingLoss[2] ?? Number.NaN, 4);
    }
  });

  it.each([
    { shape: [6, 5, 2], normalisation: 'none', pool: 'max', globalPool: false },
    { shape: [6, 5, 2], normalisation: 'batch', pool: 'stride', globalPool: true },
    { shape: [6, 5, 2], normalisation: 'layer', pool: 'none', globalPool: false },
    { shape: [9, 2], normalisation: 'batch', pool: 'average', globalPool: false },
  ])('gives a trial the same alone and in a pack: %j', ({ shape, ...shared }) => {
    const request = packOf(mixed(shared), { data: noise(shape), epochs: 4, checkpoints: true });
    const together = train(request);
    for (const [index, outcome] of together.entries()) {
      expectSameTrial(train({ ...request, trials: request.trials.slice(index, index + 1) })[0], outcome);
    }
  });
});
