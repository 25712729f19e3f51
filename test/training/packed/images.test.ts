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
    stages: 2,
    filters: 4 + index,
    widen: [2, 1.6, 1.2, 1][index] ?? 1,
    kernel: 5,
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
    const shared = { stages: 2, learningRate: 0.005, batchSize: 32 };
    const candidates: Candidate[] = [
      { ...shared, filters: 8, depth: 0 },
      { ...shared, filters: 12, widen: 1.4, depth: 1, 'width.1': 32, dropout: 0.1 },
      { ...shared, filters: 8, widen: 2.5, depth: 0 },
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

  it.each<[number[], Candidate]>([
    [[6, 5, 2], { normalisation: 'none', pool: 'max', globalPool: false }],
    [[6, 5, 2], { normalisation: 'batch', pool: 'stride', globalPool: true }],
    [[6, 5, 2], { normalisation: 'layer', pool: 'none', globalPool: false }],
    [[6, 5, 2], { normalisation: 'none', pool: 'max', globalPool: true, repeats: 2, cell: 'residual' }],
    [[6, 5, 2], { normalisation: 'batch', pool: 'stride', globalPool: true, cell: 'separable' }],
    [[6, 5, 2], { normalisation: 'none', pool: 'max', globalPool: false, repeats: 2, cell: 'squeezeExcite' }],
    [[6, 5, 2], { normalisation: 'batch', family: 'fullyConnected' }],
    [[9, 2], { normalisation: 'batch', pool: 'average', globalPool: false }],
  ])('gives a trial the same alone and in a pack: %j, %j', (shape, shared) => {
    const request = packOf(mixed(shared), { data: noise(shape), epochs: 4, checkpoints: true });
    const together = train(request);
    for (const [index, outcome] of together.entries()) {
      expectSameTrial(train({ ...request, trials: request.trials.slice(index, index + 1) })[0], outcome);
    }
  });
});
