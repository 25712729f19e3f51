import { expect, it } from 'vitest';
import { type ArtifactStore, writeJson } from '../../shared/artifact-store.ts';
import type { DatasetDescription } from '../../shared/dataset.ts';
import { SearchError } from '../../shared/errors.ts';
import type { MetricName } from '../../shared/metrics.ts';
import { type Challenge, challenge } from '../../shared/steps/challenge.ts';
import { modelKeys } from '../../shared/steps/keys.ts';
import { opponentFeaturesKey, opponentKey } from '../../shared/steps/opponent.ts';
import { bytesOf } from '../../shared/steps/training-data.ts';
import type { Trainer } from '../../shared/trainer.ts';
import { memoryStore } from '../../storage/memory.ts';

const searchId = 'new';
const rows = 200;
const classes = ['no', 'yes'];
const truth = Float32Array.from({ length: rows }, (_, row) => row % 2);
const published = {
  searchId: 'old',
  model: 'models/flowers/old',
  target: 'bloom',
  metric: 'accuracy' as MetricName,
  score: 0.9,
  data: 'old data',
};

/** Probabilities that are right but on the rows given. */
const saying = (wrong: (row: number) => boolean, labels: readonly string[] = classes): Float32Array =>
  Float32Array.from({ length: rows * labels.length }, (_, at) => {
    const row = Math.floor(at / labels.length);
    const said = wrong(row) ? 1 - (truth[row] ?? 0) : truth[row];
    return labels[at % labels.length] === classes[said ?? 0] ? 0.9 : 0.1 / (labels.length - 1);
  });

const dataset = (more: Partial<DatasetDescription> = {}): DatasetDescription => ({
  name: 'flowers.csv',
  hash: 'new data',
  kind: 'table',
  rows: 1000,
  task: 'binary',
  target: 'bloom',
  classes,
  classCounts: [500, 500],
  columns: [],
  featureShape: [1],
  folds: 1,
  trainingRows: 600,
  validationRows: 200,
  sealedRows: rows,
  notes: [],
  ...more,
});

async function championIn(
  store: ArtifactStore,
  more: Partial<typeof published> = {},
  known = classes,
  task = 'binary',
) {
  const champion = { ...published, ...more };
  const { model } = champion;
  await writeJson(store, modelKeys('flowers').champion, champion);
  await store.write(`${model}/model.json`, '{}');
  await store.write(`${model}/weights.bin`, new Uint8Array(8));
  const preprocessing = {
    version: 2,
    kind: 'table',
    task,
    target: 'bloom',
    classes: known,
    featureShape: [1],
    features: ['a'],
  };
  await writeJson(store, `${model}/preprocessing.json`, {
    ...preprocessing,
    columns: [],
    ...(task === 'regression' ? { targetScale: { mean: 10, scale: 2 } } : {}),
  });
  await writeJson(store, opponentKey(searchId), { champion, features: rows });
  await store.write(opponentFeaturesKey(searchId), bytesOf(new Float32Array(rows).fill(7)));
  return champion;
}

/** A trainer that only predicts: what the champion says of its own encoding of the rows, which is all sevens. */
const predicting = (said: Float32Array, encoded = 7): Trainer => ({
  engine: 'wasm',
  trainPack: () => Promise.reject(new Error('nothing is trained')),
  relax: () => Promise.reject(new Error('nothing is relaxed')),
  fit: () => Promise.reject(new Error('nothing is fitted')),
  predict: async (_model, features) => {
    expect(features).toEqual(new Float32Array(rows).fill(encoded));
    return said;
  },
});

const request = (wrong: (row: number) => boolean, more: Partial<Challenge> = {}): Challenge => ({
  searchId,
  name: 'flowers',
  dataset: dataset(),
  metric: 'accuracy',
  seed: 42,
  features: new Float32Array(rows).fill(3),
  challenger: { values: saying(wrong), truth, outputs: 2 },
  ...more,
});

it('finds nobody to challenge where there is no champion', async () => {
  expect(
    await challenge(
      request(() => false),
      memoryStore(),
      predicting(new Float32Array()),
    ),
  ).toEqual({});
});

it.each([
  // Of 200 rows the new model is right on 180 or more: the interval is that of McNemar's difference, ± 1.645 · √(b + c) / n.
  ['replaces one that is clearly worse', 20, 60, true],
  ['keeps one that is a little worse: that may be chance', 20, 22, false],
  ['keeps one that is as good', 20, 20, false],
  ['keeps one that is better', 60, 20, false],
])('%s', async (_what, wrong, championWrong, replaced) => {
  const store = memoryStore();
  const champion = await championIn(store);
  // Different rows are wrong: the new model's at the front, the champion's at the back.
  const { opponent, outcome } = await challenge(
    request((row) => row < wrong),
    store,
    predicting(saying((row) => row >= rows - championWrong)),
  );
  expect(opponent).toEqual(champion);
  expect(outcome).toMatchObject({ searchId: 'old', replaced });
  expect(outcome?.score).toBeCloseTo(1 - championWrong / rows);
  const expected = (championWrong - wrong) / rows;
  expect(outcome?.difference?.value).toBeCloseTo(expected);
  const discordant = wrong + championWrong;
  const halfWidth = 1.645 * Math.sqrt(discordant / rows ** 2 - expected ** 2 / rows);
  // One row is 0.005.
  expect(Math.abs((outcome?.difference?.low ?? 1) - (expected - halfWidth))).toBeLessThan(0.0101);
  expect(Math.abs((outcome?.difference?.high ?? 1) - (expected + halfWidth))).toBeLessThan(0.0101);
});

it('pairs the rows: models wrong on the same ones differ by what they differ in', async () => {
  const store = memoryStore();
  await championIn(store);
  // Six rows more are right, and no row is wrong that was right before: 0.03 with a narrow interval.
  const { outcome } = await challenge(
    request((row) => row < 54),
    store,
    predicting(saying((row) => row < 60)),
  );
  expect(outcome?.replaced).toBe(true);
  expect(outcome?.difference?.low).toBeGreaterThan(0.01);
});

it('takes less for better where the metric is minimised, in the target’s own unit', async () => {
  const store = memoryStore();
  await championIn(store, { metric: 'rmse' }, [], 'regression');
  const regression = {
    dataset: dataset({ task: 'regression', classes: [] }),
    metric: 'rmse' as MetricName,
    challenger: { values: truth.map((value) => value + 0.1), truth, outputs: 1 },
  };
  // By the champion's own scale, mean 10 and 2: what it says is one too much.
  const { outcome } = await challenge(
    request(() => false, regression),
    store,
    predicting(truth.map((value) => (value + 1 - 10) / 2)),
  );
  expect(outcome).toMatchObject({ replaced: true });
  expect(outcome?.score).toBeCloseTo(1);
  expect(outcome?.difference?.value).toBeCloseTo(-0.9);
});

it.each([
  [{ kind: 'series' as const, horizon: 2 }, /another kind of data/],
  [{ task: 'regression' as const, classes: [] }, /its task is another/],
])('answers no other question than its own: of %j it says nothing', async (other, why) => {
  const store = memoryStore();
  await championIn(store);
  const { outcome } = await challenge(
    request(() => false, { dataset: dataset(other) }),
    store,
    predicting(new Float32Array()),
  );
  expect(outcome).toMatchObject({ replaced: true, why: expect.stringMatching(why) as string });
});

it('says as many steps as it was asked for, or nothing', async () => {
  const of = async (horizon: number) => {
    const store = memoryStore();
    const { model } = await championIn(store, { metric: 'rmse' }, [], 'regression');
    await writeJson(store, `${model}/preprocessing.json`, {
      version: 2,
      kind: 'series',
      task: 'regression',
      target: 'bloom',
      classes: [],
      targetScale: { mean: 10, scale: 2 },
      featureShape: [1, 1],
      features: ['bloom'],
      columns: [],
      horizon: 2,
      time: { column: 'date', format: 'iso' },
    });
    const answers = Float32Array.from({ length: rows * horizon }, (_, at) => at % 7);
    const asked: Partial<Challenge> = {
      dataset: dataset({ kind: 'series', task: 'regression', classes: [], horizon }),
      metric: 'rmse',
      challenger: { values: answers.map((value) => value + 0.5), truth: answers, outputs: horizon },
    };
    // One too much, by the champion's own scale.
    const said = answers.map((value) => (value + 1 - 10) / 2);
    return (
      await challenge(
        request(() => false, asked),
        store,
        predicting(said),
      )
    ).outcome;
  };
  const outcome = await of(2);
  expect(outcome).toMatchObject({ replaced: true });
  expect(outcome?.score).toBeCloseTo(1);
  expect(outcome?.difference?.value).toBeCloseTo(-0.5);
  expect((await of(3))?.why).toMatch(/its horizon is another/);
});

it('reads the champion’s classes by their names', async () => {
  const store = memoryStore();
  const known = ['yes', 'perhaps', 'no'];
  await championIn(store, {}, known);
  const { outcome } = await challenge(
    request((row) => row < 100),
    store,
    predicting(saying(() => false, known)),
  );
  expect(outcome).toMatchObject({ score: 1, replaced: false });
});

it.each([
  ['as good', 10, true],
  ['worse', 11, false],
])('on the same data, is replaced by a model that is %s', async (_what, wrong, replaced) => {
  const store = memoryStore();
  await championIn(store, { data: 'new data' });
  // The same data are encoded the same way: the new rows serve both.
  const { outcome } = await challenge(
    request((row) => row < wrong),
    store,
    predicting(
      saying((row) => row >= 190),
      3,
    ),
  );
  expect(outcome?.replaced).toBe(replaced);
});

it.each([
  ['predicts another column', { target: 'height' }, undefined, /another column, "height"/],
  [
    'was published meanwhile',
    { searchId: 'meanwhile' },
    { champion: published, features: rows },
    /while this search ran/,
  ],
  ['lacks a column', {}, { champion: published, why: 'The column "c" is not there' }, /The column "c" is not there/],
])('is replaced where it cannot be scored, as it %s', async (_what, more, prepared, why) => {
  const store = memoryStore();
  await championIn(store, more);
  if (prepared !== undefined) await writeJson(store, opponentKey(searchId), prepared);
  const { outcome } = await challenge(
    request(() => true),
    store,
    predicting(saying(() => false)),
  );
  expect(outcome).toMatchObject({ replaced: true, why: expect.stringMatching(why) as string });
  expect(outcome?.score).toBeUndefined();
});

it('is replaced where its model is gone, but not because the store is not there', async () => {
  const store = memoryStore();
  await championIn(store);
  const broken: Trainer = {
    ...predicting(new Float32Array()),
    predict: () => Promise.reject(new SearchError('StoreUnavailable', 'throttled')),
  };
  await expect(
    challenge(
      request(() => false),
      store,
      broken,
    ),
  ).rejects.toMatchObject({ name: 'StoreUnavailable' });
  await store.delete('models/flowers/old/weights.bin');
  const { outcome } = await challenge(
    request(() => false),
    store,
    broken,
  );
  expect(outcome).toMatchObject({ replaced: true, why: expect.stringContaining('weights.bin') as string });
});

it('judged again, meets the champion that it began under, not itself', async () => {
  const store = memoryStore();
  await championIn(store);
  await writeJson(store, modelKeys('flowers').champion, { ...published, searchId, model: 'models/flowers/new' });
  const { opponent, outcome } = await challenge(
    request(() => false),
    store,
    predicting(saying((row) => row < 90)),
  );
  expect(opponent).toEqual(published);
  expect(outcome).toMatchObject({ searchId: 'old', replaced: true });
});
