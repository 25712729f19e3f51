import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../shared/candidate.ts';
import { networkOf } from '../../../shared/network.ts';
import { createRandom } from '../../../shared/random.ts';
import type { TrainingData } from '../../../shared/trainer.ts';
import { initialParameters } from '../../../training/packed/initial-parameters.ts';
import { useEngine } from '../engine.ts';
import { trainIndependently } from '../independent-mlp.ts';
import { completed, lossTolerance, parametersOf, train } from '../outcomes.ts';
import { publishedOptimizers } from '../published-optimizers.ts';
import { mixedCandidates, packOf, table } from '../tables.ts';

/** Float32 against float64: some fifty steps add up to a few units in the last place. */
const parameterTolerance = 1e-5;

const epochs = 8;
const fullEpochs = 10;
const seed = 7;

/** Trains the candidate in a pack with wider and deeper ones, and on its own in float64. */
function both(candidate: Candidate, data: TrainingData, learningRate: (progress: number) => number) {
  const others = mixedCandidates(5).map((other) => ({ ...other, batchSize: 10 }));
  const request = packOf([...others, candidate], { data, epochs, fullEpochs, seed, checkpoints: true });
  const packed = completed(train(request).at(-1));
  const network = networkOf(candidate, data.featureShape, data.outputs);
  const { optimizer, momentum, weightDecay, l2, batchSize } = network.training;
  const independent = trainIndependently({
    data,
    sizes: [4, 7, 5, data.outputs],
    parameters: initialParameters(network, `${seed}/weights`).parameters,
    rule: publishedOptimizers[optimizer]({ momentum, weightDecay }),
    l2,
    learningRate,
    batchSize,
    fullEpochs,
    orders: Array.from({ length: epochs }, (_, epoch) =>
      createRandom(`${seed}/order/${epoch + 1}`).shuffle(Array.from(data.training)),
    ),
  });
  return { packed: { ...packed.curve, parameters: parametersOf(packed) }, independent };
}

function expectSame({ packed, independent }: ReturnType<typeof both>): void {
  for (const name of ['trainingLoss', 'validationLoss'] as const) {
    expect(packed[name]).toHaveLength(epochs);
    for (const [epoch, loss] of independent[name].entries()) {
      expect(Math.abs((packed[name][epoch] ?? Number.NaN) - loss)).toBeLessThan(lossTolerance * loss);
    }
  }
  for (const [place, value] of independent.parameters.entries()) {
    expect(Math.abs((packed.parameters[place] ?? Number.NaN) - value)).toBeLessThan(parameterTolerance);
  }
}

const hidden = { depth: 2, 'width.1': 7, 'width.2': 5, activation: 'relu' };

describe('trainPack against an independent float64 implementation', () => {
  useEngine();

  // 52 training rows in batches of 10 make six steps of nine: the last one is filled up.
  // Adam alone would hide a gradient of the wrong length, which it divides by.
  it.each(['adam', 'nesterov'])('trains a classifier with %s', (optimizer) => {
    expectSame(
      both({ ...hidden, optimizer, learningRate: 0.01, batchSize: 10 }, table({ rows: 65, classes: 3 }), () => 0.01),
    );
  });

  it.each([1, 3])('trains a regression of %i numbers with momentum, an L2 penalty and a cosine schedule', (answers) => {
    expectSame(
      both(
        {
          ...hidden,
          optimizer: 'momentum',
          momentum: 0.8,
          l2: 0.01,
          schedule: 'cosine',
          learningRate: 0.03,
          batchSize: 10,
        },
        table({ rows: 65, classes: 1, answers }),
        (progress) => 0.03 * 0.5 * (1 + Math.cos(Math.PI * progress)),
      ),
    );
  });
});
