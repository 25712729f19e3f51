import { describe, expect, it } from 'vitest';
import { comparisonInWords } from '../../report/comparison.ts';
import { formatNumber, formatScore } from '../../report/page/format.js';
import { candidateInWords, parameterLabel } from '../../report/words.ts';
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
    [{ depth: 3, 'width.1': 64, 'width.2': 32, 'width.3': 8 }, 'Three hidden layers of 64, 32 and 8 units.'],
  ])('tells %j', (candidate, words) => {
    expect(candidateInWords(candidate)).toBe(words);
  });
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
