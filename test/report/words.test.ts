import { describe, expect, it } from 'vitest';
import { comparisonInWords } from '../../report/comparison.ts';
import { formatNumber, formatScore } from '../../report/page/format.js';
import { candidateInWords, parameterLabel, rowInWords } from '../../report/words.ts';
import { reportFixture } from './report-fixture.ts';

describe('candidateInWords', () => {
  it.each([
    [{ depth: 0 }, 'No hidden layer: the features go straight to the outputs.'],
    [{ depth: 1, 'width.1': 64, activation: 'relu' }, 'One hidden layer of 64 units with ReLU activation.'],
    [
      {
        depth: 2,
        width: 32,
        normalisation: 'batch',
        dropout: 0.25,
        optimizer: 'adam',
        learningRate: 0.003,
        batchSize: 64,
      },
      'Two hidden layers of 32 units each with batch normalisation and dropout 0.25. Trained with Adam, learning rate 0.003, batches of 64.',
    ],
    [
      { family: 'convolutional', stages: 2, repeats: 2, filters: 8, widen: 2, kernel: 3, cell: 'residual', depth: 0 },
      '4 convolutions in 2 stages: 8 filters of 3 a side, 2 × as many in each further stage; with shortcuts and max pooling. No hidden layer: their numbers go straight to the outputs.',
    ],
    [
      {
        family: 'convolutional',
        stages: 1,
        filters: 16,
        kernel: 5,
        pool: 'stride',
        globalPool: true,
        depth: 1,
        width: 32,
      },
      '1 convolution in 1 stage: 16 filters of 5 a side; with strides and each filter’s mean at the end. One hidden layer of 32 units.',
    ],
    [
      { family: 'convolutional', stages: 1, repeats: 2, filters: 8, cell: 'separable', pool: 'none', depth: 0 },
      '2 convolutions in 1 stage: 8 filters of 3 a side; with separable convolutions. No hidden layer: their numbers go straight to the outputs.',
    ],
    [{ family: 'fullyConnected', depth: 1, width: 32 }, 'One hidden layer of 32 units.'],
    [
      {
        family: 'recurrent',
        recurrentLayer: 'gru',
        recurrentLayers: 2,
        units: 24,
        bidirectional: true,
        depth: 1,
        width: 8,
      },
      '2 GRU layers of 24 units in each direction. One hidden layer of 8 units.',
    ],
    [
      { family: 'recurrent', front: 2, units: 16, depth: 0 },
      '2 convolutions, each halving the steps, and 1 LSTM layer of 16 units. No hidden layer: their numbers go straight to the outputs.',
    ],
    [
      { family: 'attention', blocks: 3, modelWidth: 16, heads: 4, feedForward: 2, depth: 0 },
      '3 Transformer blocks of 16 numbers a step: attention of 4 heads and a layer of 32 units at each step; then the mean over the steps. No hidden layer: their numbers go straight to the outputs.',
    ],
    [{ depth: 3, 'width.1': 64, 'width.2': 32, 'width.3': 8 }, 'Three hidden layers of 64, 32 and 8 units.'],
  ])('tells %j', (candidate, words) => {
    expect(candidateInWords(candidate)).toBe(words);
  });
});

it.each([
  [[1], '1 feature'],
  [[28, 3], '28 steps of 3 numbers'],
  [[8, 8, 1], 'images of 8 × 8'],
  [[32, 16, 3], 'images of 32 × 16 × 3'],
])('tells what a row of the shape %j is', (shape, words) => {
  expect(rowInWords(shape)).toBe(words);
});

describe('comparisonInWords', () => {
  const { verdict } = reportFixture({ task: 'multiclass', trials: 3 });
  const beside = (accuracy: number) =>
    comparisonInWords({ ...verdict, baselines: [{ name: 'rule', metrics: { accuracy } }] });

  it('claims no more than the interval allows', () => {
    expect(beside(0.9)).toBe('Better than every baseline: the whole interval lies above the best one, rule (0.9000).');
    expect(beside(0.94)).toMatch(/^Better than the best baseline, rule \(0\.9400\), but the interval includes it/);
    expect(beside(0.97)).toMatch(/^No better than the baseline rule/);
    expect(comparisonInWords({ ...verdict, baselines: [] })).toBe('No baseline was scored beside it.');
  });

  it('knows that less is better for an error', () => {
    const regression = reportFixture({ task: 'regression', trials: 3 }).verdict;
    expect(comparisonInWords(regression)).toMatch(/lies below the best one, nearest neighbours/);
  });
});

it.each([
  ['learningRate', 'learning rate'],
  ['width.2', 'width 2'],
  ['l1', 'l1'],
])('calls %s %s', (name, label) => {
  expect(parameterLabel(name)).toBe(label);
});

it.each([
  [0, '0'],
  [0.000012, '1.2e−5'],
  [0.0123456, '0.01235'],
  [-3, '−3'],
  [12345.67, '12,345.7'],
  [2e12, '2e12'],
  [1e-5, '1e−5'],
  [1e100, '1e100'],
])('writes %d as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it.each([
  [0.9, '0.9000'],
  [-0.13124, '−0.1312'],
  [123.456, '123.5'],
  [0, '0.0000'],
])('writes the score %d as %s', (value, text) => {
  expect(formatScore(value)).toBe(text);
});
