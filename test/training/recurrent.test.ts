import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../shared/candidate.ts';
import { createTrainer } from '../../training/trainer.ts';
import { useEngine } from './engine.ts';
import { firstTokens } from './first-tokens.ts';
import { completed, lossTolerance, train } from './outcomes.ts';
import { packOf } from './tables.ts';

const trained = { embedding: 8, learningRate: 0.01, batchSize: 32 };
const recurrent: Candidate = { ...trained, family: 'recurrent', depth: 0 };

describe('recurrent networks', () => {
  useEngine();

  it('solve in a few epochs what fully connected ones of any size do not: what came first, wherever it lies', () => {
    const data = firstTokens(800);
    const scoresOf = (candidates: readonly Candidate[]): (number | undefined)[] =>
      train(packOf(candidates, { data, epochs: 8 })).map((outcome) => completed(outcome).curve.validationScore.at(-1));
    for (const score of scoresOf([16, 24].map((units) => ({ ...recurrent, recurrentLayer: 'gru', units })))) {
      expect(score).toBeGreaterThan(0.97);
    }
    const sizes = [
      { depth: 1, width: 64 },
      { depth: 2, width: 64 },
      { depth: 3, width: 128 },
    ];
    for (const score of scoresOf(sizes.map((size) => ({ ...trained, ...size, family: 'fullyConnected' })))) {
      expect(score).toBeLessThan(0.75);
    }
  });

  it.each<Candidate>([
    { recurrentLayer: 'lstm', recurrentLayers: 2, depth: 1, width: 8 },
    { recurrentLayer: 'gru', bidirectional: true },
    { recurrentLayer: 'simpleRnn', front: 1, normalisation: 'batch' },
  ])('are the same alone and in a pack of others: %j', (candidate) => {
    const data = firstTokens(160, 5);
    const candidates = [5, 9, 7].map(
      (units, index): Candidate => ({
        ...recurrent,
        ...candidate,
        units,
        embedding: 4 + index,
        dropout: 0.2,
        optimizer: index === 1 ? 'rmsprop' : 'adam',
      }),
    );
    // The narrowest, which is padded the most.
    const [together] = train(packOf(candidates, { data, epochs: 3 })).map(completed);
    const alone = completed(train(packOf(candidates.slice(0, 1), { data, epochs: 3 }))[0]);
    for (const [epoch, loss] of alone.curve.validationLoss.entries()) {
      expect(Math.abs((together?.curve.validationLoss[epoch] ?? Number.NaN) - loss)).toBeLessThan(lossTolerance * loss);
    }
  });

  it.each<Candidate>([{}, { recurrentLayers: 2, bidirectional: true }, { front: 1 }])(
    'give as saved models what they gave in training: %j',
    async (candidate) => {
      const data = firstTokens(160, 5);
      const own: Candidate = { ...recurrent, ...candidate, units: 6 };
      const outcome = completed(train(packOf([own], { data, epochs: 3 }))[0]);
      const trainer = await createTrainer({ engine: 'native' });
      const saved = await trainer.fit({ data, candidate: own, epochs: 3, fullEpochs: 3, seed: 7 });
      const values = await trainer.predict(saved, data.features, data.rows, data.featureShape);
      const losses = Array.from(data.validation, (row) => -Math.log(values[4 * row + (data.targets[row] ?? 0)] ?? 0));
      const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length;
      expect(loss).toBeCloseTo(outcome.curve.validationLoss[2] ?? 0, 4);
    },
  );
});
