import { expect, it } from 'vitest';
import { createRandom } from '../../shared/random.ts';
import type { SpecInput } from '../../shared/spec.ts';
import { readHistory } from '../../shared/steps/history.ts';
import type { TrainingData } from '../../shared/trainer.ts';
import { createTrainer } from '../../training/trainer.ts';
import { fakePrepareDataset } from './fake-dataset.ts';
import { runInMemory, searchId, testContext } from './run-in-memory.ts';

const columns = 10;
const rows = 1600;
const trainingRows = 1200;
const sealedRows = 30;

/**
 * A noisy sum of columns of equal weight but unequal scale. Small steps never get along the small columns, large ones jump about in the noise:
 * a learning rate has to be large first and small then.
 */
function noisySum(): TrainingData {
  const random = createRandom('noisy sum');
  const scales = Array.from({ length: columns }, (_, column) => 0.06 ** (column / (columns - 1)));
  const features = Float32Array.from(
    { length: rows * columns },
    (_, at) => random.normal() * (scales[at % columns] ?? 1),
  );
  const targets = Float32Array.from({ length: rows }, (_, row) => {
    const own = features.subarray(row * columns, (row + 1) * columns);
    const sum = own.reduce((total, value, column) => total + value / (scales[column] ?? 1), 0);
    // The validation rows have no noise: what is lost on them is what was not learnt.
    return row < trainingRows ? sum + 3 * random.normal() : sum;
  });
  return {
    task: 'regression',
    features,
    rows,
    featureShape: [columns],
    targets,
    outputs: 1,
    targetScale: { mean: 0, scale: 1 },
    training: Int32Array.from({ length: trainingRows }, (_, row) => row),
    validation: Int32Array.from({ length: rows - trainingRows }, (_, row) => trainingRows + row),
  };
}

it('finds a course of learning rates that is better than any single one, in as many epochs', async () => {
  const trainer = await createTrainer({ engine: 'native' });
  const lossesOf = async (input: Partial<SpecInput>): Promise<number[]> => {
    const context = testContext({ trainer });
    const prepareDataset: typeof context.prepareDataset = async (source, settings) => {
      const fake = await fakePrepareDataset(source, settings);
      return {
        ...fake,
        description: { ...fake.description, featureShape: [columns] },
        fold: noisySum,
        refit: () => ({ ...fake.refit(), data: noisySum() }),
        sealed: () => ({ ...fake.sealed(), features: new Float32Array(sealedRows * columns) }),
      };
    };
    await runInMemory({ task: 'regression', earlyStopping: 0, ...input }, { ...context, prepareDataset });
    const history = await readHistory(context.store, searchId);
    return history.flatMap(({ loss, epochs }) => (loss === undefined || epochs < 10 ? [] : [loss]));
  };
  const fixed = { depth: 0, optimizer: 'sgd', batchSize: 4 };
  const constants = Object.fromEntries(
    Object.entries(fixed).map(([name, value]) => [name, { type: 'constant', value }]),
  );
  const rates = Array.from({ length: 20 }, (_, step) => 0.002 * 1.35 ** step);
  const single = await lossesOf({
    strategy: 'grid',
    space: { ...constants, learningRate: { type: 'ordinal', values: rates } },
    budget: { trials: 20, epochs: 10 },
  });
  const courses = await lossesOf({
    strategy: 'pbt',
    space: { ...constants, learningRate: { type: 'logUniform', low: 0.002, high: 0.6 } },
    budget: { trials: 56, epochs: 10 },
  });
  // Twenty members are trained for as many epochs as twenty candidates.
  expect(Math.min(...courses)).toBeLessThan(0.7 * Math.min(...single));
});
