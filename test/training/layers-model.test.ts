import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tf, { type Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../shared/candidate.ts';
import { activations } from '../../shared/layers.ts';
import { normalisations } from '../../shared/network/family.ts';
import type { SavedModel, TrainingData } from '../../shared/trainer.ts';
import { loadEngine } from '../../training/engine.ts';
import { createTrainer } from '../../training/trainer.ts';
import { useEngine } from './engine.ts';
import { completed, train } from './outcomes.ts';
import { packOf, table } from './tables.ts';

const epochs = 3;
const seed = 7;

/** Predictions of a model's files, read by tfjs alone on its own plain JavaScript engine. */
async function predictPlainly({ modelJson, weights }: SavedModel, data: TrainingData): Promise<Float32Array> {
  const folder = mkdtempSync(join(tmpdir(), 'modelscout-layers-model-'));
  try {
    writeFileSync(join(folder, 'model.json'), modelJson);
    writeFileSync(join(folder, 'weights.bin'), weights);
    const model = await tf.loadLayersModel(`file://${folder}/model.json`);
    await tf.setBackend('cpu');
    const values = tf.tidy(() =>
      (model.predict(tf.tensor(data.features, [data.rows, ...data.featureShape])) as Tensor).dataSync<'float32'>(),
    );
    model.dispose();
    return values;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await loadEngine('native');
  }
}

/** Mean squared error, or cross-entropy, over the rows held out. */
function validationLoss(data: TrainingData, outputs: Float32Array): number {
  const losses = Array.from(data.validation, (row) => {
    const target = data.targets[row] ?? Number.NaN;
    return data.task === 'regression'
      ? ((outputs[row] ?? Number.NaN) - target) ** 2
      : -Math.log(outputs[row * data.outputs + target] ?? Number.NaN);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

describe('a saved LayersModel', () => {
  useEngine();

  it.each([
    { shape: [4, 3, 2], pool: 'max', globalPool: false },
    { shape: [12, 2], pool: 'stride', globalPool: true },
  ])('predicts in plain tfjs as here: %j', async ({ shape, ...shared }) => {
    const trainer = await createTrainer({ engine: 'native' });
    const data = { ...table({ columns: 24 }), featureShape: shape };
    const candidate = { ...shared, stages: 2, filters: 5, depth: 1, normalisation: 'batch', batchSize: 16 };
    const saved = await trainer.fit({ data, candidate, epochs, fullEpochs: epochs, seed });
    const plain = await predictPlainly(saved, data);
    const outcome = completed(train(packOf([candidate], { data, epochs, seed }))[0]);
    const loss = outcome.curve.validationLoss.at(-1) ?? Number.NaN;
    expect(Math.abs(validationLoss(data, plain) / loss - 1)).toBeLessThan(2e-5);
  });

  const cases = normalisations.flatMap((normalisation) => [
    { normalisation, residual: false, classes: 3 },
    { normalisation, residual: true, classes: 1 },
  ]);
  it.each(cases)(
    'predicts in plain tfjs as here: normalisation $normalisation, residual $residual, outputs $classes',
    async ({ normalisation, residual, classes }) => {
      const trainer = await createTrainer({ engine: 'native' });
      const data = table({ classes });
      const candidates = activations.map(
        (activation): Candidate => ({
          depth: 3,
          'width.1': 5,
          'width.2': 5,
          'width.3': 4,
          activation,
          normalisation,
          residual,
          dropout: 0.2,
          batchSize: 16,
        }),
      );
      const outcomes = train(packOf(candidates, { data, epochs, seed }));
      for (const [index, candidate] of candidates.entries()) {
        const saved = await trainer.fit({ data, candidate, epochs, fullEpochs: epochs, seed });
        const here = await trainer.predict(saved, data.features, data.rows, data.featureShape);
        const plain = await predictPlainly(saved, data);
        expect(plain).toHaveLength(data.rows * classes);
        for (const [at, value] of plain.entries()) expect(here[at], String(candidate.activation)).toBeCloseTo(value, 5);
        // The pack never saw a LayersModel: that its loss is the same says that the files hold what was trained.
        const loss = completed(outcomes[index]).curve.validationLoss.at(-1) ?? Number.NaN;
        expect(Math.abs(validationLoss(data, plain) / loss - 1)).toBeLessThan(2e-5);
      }
    },
  );
});
