import { describe, expect, it } from 'vitest';
import { compareWithTruth } from '../../cli/predict/truth.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';

const base: Preprocessing = {
  version: 2,
  kind: 'table',
  task: 'binary',
  target: 'y',
  classes: ['1', '2'],
  featureShape: [1],
  features: ['x'],
  columns: [],
};

describe('the target beside predictions', () => {
  it('is found as a label, however the number is written; unknown and missing ones are not scored', () => {
    const truth = compareWithTruth(base);
    truth.add(['1', '2.0', '', 'NA', '3', ' 2 '], Float32Array.of(0.9, 0.1, 0.8, 0.2, 0, 1, 0, 1, 0, 1, 0.3, 0.7));
    const metrics = truth.metrics();
    expect(metrics?.rows).toBe(3);
    expect(metrics?.scores.accuracy).toBeCloseTo(2 / 3);
    expect(metrics?.notes).toEqual(['not scored: 1 row with a target that the model does not know']);
  });

  it('is a number in its own unit for regression', () => {
    const truth = compareWithTruth({ ...base, task: 'regression', classes: [] });
    truth.add(['10', 'inf', '20'], Float32Array.of(11, 0, 18));
    truth.add([30, null], Float32Array.of(30, 5));
    expect(truth.metrics()?.rows).toBe(3);
    expect(truth.metrics()?.scores.mae).toBeCloseTo(1);
  });

  it('says nothing where there is nothing to compare', () => {
    const truth = compareWithTruth(base);
    truth.add(['', ''], Float32Array.of(1, 0, 1, 0));
    expect(truth.metrics()).toBeUndefined();
  });
});
