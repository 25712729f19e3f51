import { describe, expect, it } from 'vitest';
import { confusionMatrix } from '../../shared/metrics/confusion.ts';
import {
  allMetrics,
  checkMetric,
  classificationMetrics,
  defaultMetric,
  maximises,
  metricsOf,
  metricsPerOutput,
  perfectScore,
  score,
  scoreClassification,
  scoreRegression,
  selectRows,
} from '../../shared/metrics.ts';
import { mix, probabilitiesOf } from './scikit-data.ts';

// sklearn.metrics; rocAuc of several classes is roc_auc_score(multi_class='ovr', average='macro').
const scikit = {
  2: {
    accuracy: 0.6833333333333333,
    balancedAccuracy: 0.6736111111111112,
    f1Macro: 0.6723196320781835,
    f1Weighted: 0.6843345789019833,
    mcc: 0.34503277967117707,
    logLikelihood: -0.5949284322012072,
    f1: 0.6122448979591837,
    rocAuc: 0.7366898148148149,
  },
  3: {
    accuracy: 0.48333333333333334,
    balancedAccuracy: 0.5014918414918416,
    f1Macro: 0.48588916459884207,
    f1Weighted: 0.48105872622001655,
    mcc: 0.21648953369541907,
    logLikelihood: -0.9650785053612552,
    rocAuc: 0.7119295694973187,
  },
  4: {
    accuracy: 0.5,
    balancedAccuracy: 0.5063688633348076,
    f1Macro: 0.5103982930298719,
    f1Weighted: 0.5024694167852063,
    mcc: 0.32157343108160974,
    logLikelihood: -1.212477399667682,
    rocAuc: 0.7158492059159421,
  },
};

describe('against scikit-learn', () => {
  it.each([2, 3, 4] as const)('agrees on every metric of %i classes', (classes) => {
    const { probabilities, truth } = probabilitiesOf(60, classes);
    const scores = allMetrics(classes === 2 ? 'binary' : 'multiclass', {
      values: probabilities,
      truth,
      outputs: classes,
    });
    expect(Object.keys(scores).sort()).toEqual(Object.keys(scikit[classes]).sort());
    for (const [metric, value] of Object.entries(scikit[classes]))
      expect(scores[metric], metric).toBeCloseTo(value, 10);
  });

  it('agrees where a class does not occur', () => {
    const { probabilities, truth } = probabilitiesOf(60, 4);
    const rows = [...truth.keys()].filter((row) => truth[row] !== 3);
    const some = selectRows({ values: probabilities, truth, outputs: 4 }, rows);
    expect(score('balancedAccuracy', some)).toBeCloseTo(0.4751584844464101, 12);
    expect(score('f1Macro', some)).toBeCloseTo(0.37396825396825395, 12);
    expect(score('mcc', some)).toBeCloseTo(0.2465608682233353, 12);
  });

  it('agrees on every metric of regression', () => {
    const truth = Float32Array.from({ length: 50 }, (_, row) => mix(row, 1) * 10);
    const values = truth.map((value, row) => value + mix(row, 2) - 0.5);
    const scores = allMetrics('regression', { values, truth, outputs: 1 });
    expect(scores.rmse).toBeCloseTo(0.33118553150890656, 7);
    expect(scores.mae).toBeCloseTo(0.29622094673570243, 7);
    expect(scores.r2).toBeCloseTo(0.9891786085676052, 7);
  });
});

describe('where a metric is undefined elsewhere', () => {
  const certain = { probabilities: Float32Array.of(1, 0, 1, 0), truth: [0, 0], classes: 2 };
  it.each([
    ['rocAuc', 0.5],
    ['mcc', 0],
    ['f1', 0],
    ['f1Macro', 1],
    ['balancedAccuracy', 1],
    ['logLikelihood', 0],
  ] as const)('%s of one class only is %d', (metric, value) => {
    expect(scoreClassification(metric, certain)).toBeCloseTo(value, 12);
  });

  it('clips impossible truths in the likelihood', () => {
    const wrong = { probabilities: Float32Array.of(1, 0), truth: [1], classes: 2 };
    expect(scoreClassification('logLikelihood', wrong)).toBeCloseTo(Math.log(1e-7), 12);
  });

  it('has an r2 of a constant truth', () => {
    expect(scoreRegression('r2', { predictions: [3, 3], truth: [3, 3] })).toBe(1);
    expect(scoreRegression('r2', { predictions: [3, 4], truth: [3, 3] })).toBe(0);
  });

  it('takes the first class of equal probabilities', () => {
    expect(confusionMatrix({ probabilities: Float32Array.of(0.4, 0.2, 0.4), truth: [2], classes: 3 })).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [1, 0, 0],
    ]);
  });
});

describe('which metric', () => {
  it('rejects f1 of several classes and names the way out', () => {
    const { probabilities, truth } = probabilitiesOf(10, 3);
    expect(() => scoreClassification('f1', { probabilities, truth, classes: 3 })).toThrow(
      expect.objectContaining({ name: 'InvalidSpec', wayOut: 'Use f1Macro or f1Weighted' }),
    );
  });

  it.each([
    ['binary', 'rmse'],
    ['regression', 'accuracy'],
    ['multiclass', 'f1'],
  ] as const)('%s has no %s', (task, metric) => {
    expect(() => checkMetric(task, metric)).toThrow(
      expect.objectContaining({ name: 'InvalidSpec', place: { key: 'metric' } }),
    );
  });

  it('has a default for every task that the task has', () => {
    for (const task of ['binary', 'multiclass', 'regression'] as const) {
      expect(metricsOf(task)).toContain(defaultMetric(task));
    }
    expect(classificationMetrics.every(maximises)).toBe(true);
    expect(['rmse', 'mae', 'r2'].map((metric) => maximises(metric as 'rmse' | 'mae' | 'r2'))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('says that there is nothing to score', () => {
    expect(() => score('accuracy', { values: new Float32Array(0), truth: [], outputs: 2 })).toThrow(RangeError);
    expect(() => score('rmse', { values: new Float32Array(3), truth: [1], outputs: 1 })).toThrow(
      '3 values for 1 rows of 1',
    );
  });
});

it.each([
  ['multiclass', [0, 1, 2, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0], 3],
  ['binary', [0, 1, 1, 0], [1, 0, 0, 1, 0, 1, 1, 0], 2],
  ['regression', [3, -1, 4, 1], [3, -1, 4, 1], 1],
] as const)('the perfect score is what a model without a fault has: %s', (task, truth, values, outputs) => {
  for (const metric of metricsOf(task)) {
    expect(score(metric, { truth, values: Float32Array.from(values), outputs })).toBeCloseTo(perfectScore(metric));
  }
});

describe('several numbers a row', () => {
  const truth = Float32Array.of(1, 10, 2, 20, 3, 30);
  const values = Float32Array.of(2, 10, 2, 24, 3, 28);
  const predictions = { values, truth, outputs: 2 };

  it('are scored as answers that all count alike', () => {
    const { rmse, mae, r2 } = allMetrics('regression', predictions);
    expect(rmse).toBeCloseTo(Math.sqrt((1 + 16 + 4) / 6), 12);
    expect(mae).toBeCloseTo((1 + 4 + 2) / 6, 12);
    // Of a mean of 11: 100 + 1 + 81 + 81 + 64 + 361.
    expect(r2).toBeCloseTo(1 - 21 / 688, 12);
    expect(score('mae', predictions)).toBe(mae);
  });

  it('are scored one by one', () => {
    const [first, second] = metricsPerOutput(predictions);
    expect(first).toEqual(
      allMetrics('regression', { values: values.filter((_, at) => at % 2 === 0), truth: [1, 2, 3], outputs: 1 }),
    );
    expect(second?.mae).toBe(2);
  });

  it('are selected a row at a time', () => {
    expect(selectRows(predictions, [2, 0])).toEqual({
      values: Float32Array.of(3, 28, 2, 10),
      truth: Float32Array.of(3, 30, 1, 10),
      outputs: 2,
    });
  });
});
