import { describe, expect, it } from 'vitest';
import { fitBaselines } from '../../shared/baselines.ts';
import { createRandom } from '../../shared/random.ts';
import type { TrainingData } from '../../shared/trainer.ts';
import { mix } from './scikit-data.ts';

const [rows, width, fitted] = [80, 4, 60];
const features = Float32Array.from(
  { length: rows * width },
  (_, at) => mix(Math.floor(at / width), 10 + (at % width)) * 4 - 2,
);
const signal = (row: number, noise: number): number => {
  const [a = 0, b = 0, c = 0] = features.subarray(row * width);
  return a - 2 * b + 0.5 * c + noise * (mix(row, 50) - 0.5);
};
const held = features.subarray(fitted * width);

const data = (task: TrainingData['task'], outputs: number, target: (row: number) => number): TrainingData => ({
  task,
  features,
  rows,
  featureShape: [width],
  targets: Float32Array.from({ length: rows }, (_, row) => target(row)),
  outputs,
  training: Int32Array.from({ length: fitted }, (_, row) => row),
  validation: new Int32Array(0),
});
const binary = data('binary', 2, (row) => (signal(row, 2) > 0 ? 1 : 0));
const multiclass = data('multiclass', 3, (row) => (signal(row, 2) < -1 ? 0 : signal(row, 2) < 1 ? 1 : 2));
const regression = data('regression', 1, (row) => signal(row, 3));

const predict = (of: TrainingData, name: string): Float32Array => {
  const baseline = fitBaselines({ data: of, features: held, random: createRandom(1) }).find(
    (each) => each.name === name,
  );
  if (baseline === undefined) throw new Error(`no ${name}`);
  return baseline.values;
};
const everyThird = (values: Float32Array, outputs: number): number[] =>
  [...values].filter((_, at) => at % outputs === 1);

describe('against scikit-learn', () => {
  // LogisticRegression(C=1).predict_proba(...)[:6, 1]
  it.each([
    [
      binary,
      [
        0.9250945652981191, 0.9844664850980618, 0.6056106245517655, 0.09551558037289822, 0.8687259809722289,
        0.8040706630950141,
      ],
    ],
    [
      multiclass,
      [
        0.3077792263277354, 0.030657953650555507, 0.14204682473596722, 0.05967737906239116, 0.12250419158388949,
        0.050545160149258375,
      ],
    ],
  ])('logistic regression gives the same probabilities', (of, expected) => {
    const second = everyThird(predict(of, 'logistic regression'), of.outputs);
    expected.forEach((value, row) => expect(second[row]).toBeCloseTo(value, 5));
  });

  // Ridge(alpha=1).predict(...)[:6]
  it('ridge regression gives the same predictions', () => {
    const values = predict(regression, 'linear regression');
    const expected = [
      1.8933079923117329, 3.1554975752426406, 0.49317787933697127, -1.6623573715332038, 1.8713836294776605,
    ];
    expected.forEach((value, row) => expect(values[row]).toBeCloseTo(value, 5));
  });
});

it('says the classes’ shares, and the mean', () => {
  const shares = predict(binary, 'majority class').subarray(0, 2);
  const ones = binary.targets.subarray(0, fitted).reduce((sum, target) => sum + target, 0) / fitted;
  expect([...shares]).toEqual([Math.fround(1 - ones), Math.fround(ones)]);
  const mean = regression.targets.subarray(0, fitted).reduce((sum, target) => sum + target, 0) / fitted;
  expect(predict(regression, 'mean')).toHaveLength(rows - fitted);
  expect(predict(regression, 'mean')[0]).toBeCloseTo(mean, 6);
});

it('predicts numbers in the target’s own unit', () => {
  const scaled = { ...regression, targetScale: { mean: 100, scale: 10 } };
  const [plain, inUnit] = [predict(regression, 'linear regression'), predict(scaled, 'linear regression')];
  inUnit.forEach((value, row) => expect(value).toBeCloseTo(100 + 10 * (plain[row] ?? 0), 3));
});

it('gives several numbers a row: each as a model of it alone would', () => {
  const second = regression.targets.map((target, row) => target ** 2 + (features[row * width] ?? 0));
  const both: TrainingData = {
    ...regression,
    outputs: 2,
    targets: Float32Array.from({ length: rows * 2 }, (_, at) => [regression.targets, second][at % 2]?.[at >> 1] ?? 0),
  };
  for (const name of ['mean', 'linear regression']) {
    const together = predict(both, name);
    const alone = [regression, { ...regression, targets: second }].map((data) => predict(data, name));
    expect(together).toHaveLength(2 * (rows - fitted));
    together.forEach((value, at) => expect(value).toBeCloseTo(alone[at % 2]?.[at >> 1] ?? 0, 3));
  }
});

describe('of a series', () => {
  // Windows of four steps of two channels, the target's first; in units of 10 around 100.
  const window = (values: readonly number[]): number[] => values.flatMap((value) => [value, 99]);
  const ofSeries = (season?: number): TrainingData => ({
    task: 'regression',
    features: Float32Array.from([...window([1, 2, 3, 4]), ...window([5, 6, 7, 9])]),
    rows: 2,
    featureShape: [4, 2],
    targets: Float32Array.of(5, 6, 7, 8, 9, 8, 7, 6, 5, 4),
    outputs: 5,
    targetScale: { mean: 100, scale: 10 },
    series: season === undefined ? {} : { season },
    training: Int32Array.of(0, 1),
    validation: new Int32Array(0),
  });
  const baselines = (data: TrainingData) =>
    new Map(
      fitBaselines({ data, features: data.features, random: createRandom(1) }).map(({ name, values }) => [
        name,
        [...values].map((value) => (value - 100) / 10),
      ]),
    );

  it('naive says the last value, seasonal naive the last season', () => {
    const said = baselines(ofSeries(3));
    expect([...said.keys()]).toEqual(['mean', 'linear regression', 'naive', 'seasonal naive']);
    expect(said.get('naive')).toEqual([4, 4, 4, 4, 4, 9, 9, 9, 9, 9]);
    expect(said.get('seasonal naive')).toEqual([2, 3, 4, 2, 3, 6, 7, 9, 6, 7]);
  });

  it.each([undefined, 5])('there is no season to be naive by where it is %s', (season) => {
    expect([...baselines(ofSeries(season)).keys()]).toEqual(['mean', 'linear regression', 'naive']);
  });
});

it('copes with a class without rows and with columns that say the same', () => {
  const absent = { ...binary, outputs: 3, task: 'multiclass' as const };
  expect(predict(absent, 'logistic regression').every(Number.isFinite)).toBe(true);
  const doubled = { ...regression, features: features.map((_, at) => features[at - (at % 2)] ?? 0) };
  expect(predict(doubled, 'linear regression').every(Number.isFinite)).toBe(true);
});

it('thins out large data, says so, and replays from a seed', () => {
  const many = 300_000;
  const wide = 100;
  const large: TrainingData = {
    ...binary,
    features: Float32Array.from({ length: many * wide }, (_, at) => ((at * 7919) % 1000) / 500 - 1),
    rows: many,
    featureShape: [wide],
    targets: Float32Array.from({ length: many }, (_, row) => (((row * wide * 7919) % 1000) / 500 > 1 ? 1 : 0)),
    training: Int32Array.from({ length: many }, (_, row) => row),
  };
  const fit = () =>
    fitBaselines({ data: large, features: large.features.subarray(0, 10 * wide), random: createRandom(3) })[1];
  const first = fit();
  expect(first?.note).toBe('fitted on 100000 of 300000 training rows, drawn at random');
  expect(fit()).toEqual(first);
}, 120_000);

it('reads which tokens a text has, whatever their order', () => {
  // Texts of three tokens of five; the class is whether token 3 is anywhere, which no sum of indices tells.
  const texts = Array.from({ length: 120 }, (_, row) =>
    [0, 1, 2].map((at) => [1, 2, 4, row % 2 === 0 ? 3 : 5][Math.floor(mix(row, at) * 4)] ?? 1),
  );
  const has = (row: number): number => ((texts[row] ?? []).includes(3) ? 1 : 0);
  const words: TrainingData = {
    ...data('binary', 2, has),
    features: Float32Array.from(texts.flat()),
    rows: texts.length,
    featureShape: [3, 1],
    vocabulary: 6,
    targets: Float32Array.from(texts, (_, row) => has(row)),
    training: Int32Array.from({ length: 90 }, (_, row) => row),
  };
  const judged = words.features.subarray(90 * 3);
  const [, linear] = fitBaselines({ data: words, features: judged, random: createRandom(1) });
  expect(linear?.name).toBe('logistic regression of words');
  const said = Array.from({ length: 30 }, (_, row) => ((linear?.values[2 * row + 1] ?? 0) > 0.5 ? 1 : 0));
  expect(said).toEqual(said.map((_, row) => has(90 + row)));
});
