import tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../shared/candidate.ts';
import { countParameters, networkOf } from '../../shared/network.ts';
import { createTrainer } from '../../training/trainer.ts';
import { useEngine } from './engine.ts';
import { table } from './tables.ts';

const candidate: Candidate = {
  depth: 2,
  'width.1': 6,
  'width.2': 6,
  residual: true,
  normalisation: 'batch',
  batchSize: 16,
};

describe('the trainer', () => {
  useEngine();
  const native = createTrainer({ engine: 'native' });

  it('fits the same model again, bit for bit, and says how large it is', async () => {
    const trainer = await native;
    const request = { data: table(), candidate, epochs: 5, fullEpochs: 5, seed: 3 };
    const saved = await trainer.fit(request);
    expect(await trainer.fit(request)).toEqual(saved);
    expect((await trainer.fit({ ...request, seed: 4 })).weights).not.toEqual(saved.weights);
    const parameters = countParameters(networkOf(candidate, [4], 3));
    expect(saved.parameters).toBe(parameters);
    // Beside what was trained there are two moving averages for each of 12 units.
    expect(saved.weights).toHaveLength(4 * (parameters + 2 * 12));
  });

  it('fits a schedule over the full budget, not over its own epochs', async () => {
    const trainer = await native;
    const request = { data: table(), candidate: { ...candidate, schedule: 'cosine' }, epochs: 5, seed: 3 };
    const [short, long] = [
      await trainer.fit({ ...request, fullEpochs: 5 }),
      await trainer.fit({ ...request, fullEpochs: 50 }),
    ];
    expect(short.weights).not.toEqual(long.weights);
  });

  it('refuses a model that diverged, and holds nothing of it', async () => {
    const trainer = await native;
    const before = tf.memory().numTensors;
    const wild = { depth: 1, optimizer: 'momentum', momentum: 0.99, learningRate: 10, batchSize: 16 };
    await expect(
      trainer.fit({ data: table({ classes: 1 }), candidate: wild, epochs: 30, fullEpochs: 30, seed: 3 }),
    ).rejects.toMatchObject({ name: 'SearchFailed', message: expect.stringMatching(/epoch \d/) });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('predicts more rows than go at once, each as it would alone', async () => {
    const trainer = await native;
    const data = table({ rows: 8200 });
    const saved = await trainer.fit({
      data,
      candidate: { ...candidate, batchSize: 4096 },
      epochs: 2,
      fullEpochs: 2,
      seed: 3,
    });
    const predict = (from: number, rows: number) =>
      trainer.predict(saved, data.features.subarray(4 * from, 4 * (from + rows)), rows, [4]);
    const all = await predict(0, 8200);
    expect(all).toHaveLength(3 * 8200);
    for (const row of [0, 8191, 8192, 8199]) {
      const alone = await predict(row, 1);
      expect(alone.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      for (const [output, value] of alone.entries()) expect(all[3 * row + output]).toBeCloseTo(value, 6);
    }
    expect(await predict(0, 0)).toHaveLength(0);
  });
});
