import { describe, expect, it } from 'vitest';
import type { DatasetDescription } from '../../../shared/dataset.ts';
import { distances, linearGain, metaFeaturesOf } from '../../../shared/memory/meta-features.ts';
import { createRandom } from '../../../shared/random.ts';

const column = (type: 'number' | 'category' | 'drop', missing = 0) => ({
  name: type,
  type,
  missing,
  features: type === 'drop' ? [] : ['f'],
});

const dataset = (more: Partial<DatasetDescription> = {}): DatasetDescription => ({
  name: 'd',
  hash: '0',
  kind: 'table',
  rows: 1000,
  task: 'multiclass',
  target: 't',
  classes: ['a', 'b', 'c', 'd'],
  classCounts: [500, 250, 125, 125],
  columns: [column('number', 100), column('number'), column('category', 100), column('drop', 900)],
  featureShape: [10],
  folds: 1,
  trainingRows: 600,
  validationRows: 200,
  sealedRows: 200,
  notes: [],
  ...more,
});

describe('meta-features', () => {
  it('are those of the columns that are used, and of the classes', () => {
    const { balance, ...rest } = metaFeaturesOf(dataset(), new Float32Array(), 0.5);
    expect(rest).toEqual({
      rows: 3,
      features: 1,
      classes: 2,
      numbers: 2 / 3,
      categories: 1 / 3,
      missing: 200 / 3000,
      linear: 0.5,
    });
    // 1.75 of 2 bits.
    expect(balance).toBeCloseTo(1.75 / 2, 12);
  });

  it('are moments of a numeric target, whatever its unit', () => {
    const regression = dataset({ task: 'regression', classes: [], classCounts: [] });
    // Exponential: skewness 2, excess kurtosis 6.
    const random = createRandom(1);
    const targets = Float32Array.from({ length: 400_000 }, () => 1000 - 50 * Math.log(1 - random.next()));
    const { skewness = 0, kurtosis = 0, balance, classes } = metaFeaturesOf(regression, targets, undefined);
    expect(Math.sinh(skewness)).toBeCloseTo(2, 1);
    expect(Math.abs(Math.sinh(kurtosis) - 6)).toBeLessThan(0.4);
    expect([balance, classes]).toEqual([undefined, 0]);
    expect(metaFeaturesOf(regression, new Float32Array(5), undefined)).toMatchObject({ skewness: 0, kurtosis: 0 });
  });

  it('say what a linear model gains of what there is to gain', () => {
    const of = (name: string, ...values: number[]) => values.map((value) => ({ metrics: { [name]: value } }));
    expect(linearGain(of('accuracy', 0.5, 0.9))).toBeCloseTo(0.8, 12);
    expect(linearGain(of('r2', -0.01, 0.495))).toBeCloseTo(0.5, 12);
    expect(linearGain(of('r2', 0, -40))).toBe(-1);
    expect(linearGain(of('accuracy', 1, 1))).toBe(0);
    expect(linearGain([])).toBeUndefined();
  });
});

describe('distances', () => {
  it('are none to the same, and grow with each feature', () => {
    const here = { rows: 3, features: 1 };
    const [same = -1, near = -1, far = -1] = distances(here, [
      here,
      { rows: 3.5, features: 1 },
      { rows: 5, features: 2 },
    ]);
    expect(same).toBe(0);
    expect(near).toBeGreaterThan(0);
    expect(far).toBeGreaterThan(near);
  });

  it('compare what both know, and nothing is far from everything', () => {
    expect(distances({ rows: 3, linear: 0 }, [{ rows: 3, balance: 1 }, { balance: 1 }])).toEqual([0, Infinity]);
  });

  it('are in standard deviations, of the constant where little is known and of the datasets where much is', () => {
    // Two: the spread of rows is 0.7; the two values' squares are 2 × 0.35².
    const [one = 0] = distances({ rows: 3 }, [{ rows: 3.7 }]);
    expect(one).toBeCloseTo(0.7 / Math.sqrt((10 * 0.7 ** 2 + 2 * 0.35 ** 2) / 11), 12);
    // Half at 0, half at 20: a deviation of 10.
    const many = Array.from({ length: 4000 }, (_, at) => ({ rows: 20 * (at % 2) }));
    expect(distances({ rows: 0 }, many)[1]).toBeCloseTo(20 / 10, 2);
  });
});
