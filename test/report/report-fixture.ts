import type { Candidate } from '../../shared/candidate.ts';
import { countParameters, networkOf } from '../../shared/network.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import type { LeaderboardRow, ReportData, Verdict } from '../../shared/result.ts';
import { samplesOf } from '../../shared/samples/samples-of.ts';
import type { Observation } from '../../shared/trial.ts';

interface FixtureOptions {
  readonly task: 'multiclass' | 'regression';
  readonly trials?: number;
  readonly seed?: number;
  /** Stands in every place a user's text can be. */
  readonly hostile?: string;
}

const round = (value: number): number => Number(value.toPrecision(6));

function drawCandidate(random: Random, hostile: string | undefined): Candidate {
  const depth = random.integer(1, 4);
  const widths = Array.from({ length: depth }, (_item, layer) => [
    `width.${layer + 1}`,
    random.pick([8, 16, 32, 48, 64, 96, 128, 192, 256]),
  ]);
  const optimizer = random.pick(['adam', 'adamw', 'sgd', 'rmsprop']);
  return {
    depth,
    ...Object.fromEntries(widths),
    activation: random.pick(['relu', 'tanh', 'gelu']),
    ...(hostile === undefined ? {} : { note: random.pick(['none', hostile]) }),
    normalisation: random.pick(['none', 'batch']),
    dropout: round(random.next() * 0.5),
    residual: random.next() < 0.3,
    optimizer,
    learningRate: round(10 ** (-4 + 3.5 * random.next())),
    ...(optimizer === 'adamw' ? { weightDecay: round(10 ** (-5 + 4 * random.next())) } : {}),
    batchSize: random.pick([16, 32, 64, 128]),
    schedule: 'constant',
  };
}

/** A likely quality from 0 to 1: best near a learning rate of 0.004 and not too deep. */
function qualityOf(candidate: Candidate, random: Random): number {
  const distance = Math.log10(Number(candidate.learningRate)) + 2.4;
  const base = Math.exp(-(distance ** 2) / 1.5) - 0.04 * (Number(candidate.depth) - 2) ** 2;
  const bonus = candidate.normalisation === 'batch' ? 0.04 : 0;
  return Math.min(0.995, Math.max(0, 0.85 * base + bonus + 0.08 * random.normal() + 0.05));
}

function curveOf(quality: number, scoreOf: (quality: number) => number, random: Random) {
  const epochs = random.integer(30, 60);
  const rate = 0.05 + 0.1 * quality;
  const done = Array.from({ length: epochs }, (_item, epoch) => 1 - Math.exp(-rate * (epoch + 1)));
  return {
    trainingLoss: done.map((share) => round(1.2 - share * (1.05 - 0.1 * (1 - quality)) + 0.01 * random.next())),
    validationLoss: done.map((share, epoch) => round(1.25 - share * quality + 0.0015 * epoch + 0.02 * random.next())),
    validationScore: done.map((share) => round(scoreOf(quality * share) + 0.004 * random.normal())),
  };
}

const features = 10;
const classes = ['setosa', 'versicolor', 'virginica'];

function verdictOf(
  best: LeaderboardRow,
  random: Random,
  options: FixtureOptions,
  counts: Verdict['candidates'],
): Verdict {
  const shared = {
    searchId: '20261124-084512-3f9ac1d2',
    winner: {
      candidateId: best.candidateId,
      candidate: best.candidate,
      validationScore: best.score,
      epochs: best.bestEpoch,
      parameters: best.parameters,
    },
    endedBecause: `all ${counts.completed + counts.failed + counts.stopped} trials of the budget are done`,
    candidates: counts,
  };
  const logistic = options.hostile ?? 'logistic regression';
  if (options.task === 'regression') {
    const predictions = Array.from({ length: 400 }, () => {
      const truth = 22 + 9 * random.normal();
      return { truth: round(truth), predicted: round(truth + (1 + Math.abs(truth - 22) / 8) * 1.6 * random.normal()) };
    });
    return {
      ...shared,
      metric: 'rmse',
      maximise: false,
      test: { value: 2.913, low: 2.672, high: 3.188 },
      testMetrics: { rmse: 2.913, mae: 2.104, r2: 0.891 },
      testRows: 400,
      baselines: [
        { name: 'mean of the training rows', metrics: { rmse: 9.02, mae: 7.1, r2: -0.001 } },
        { name: 'linear regression', metrics: { rmse: 4.79, mae: 3.41, r2: 0.72 } },
        { name: 'nearest neighbours', metrics: { rmse: 3.61, mae: 2.52, r2: 0.84 } },
      ],
      predictions,
    };
  }
  return {
    ...shared,
    metric: 'accuracy',
    maximise: true,
    test: { value: 0.9533, low: 0.9233, high: 0.98 },
    testMetrics: {
      accuracy: 0.9533,
      balancedAccuracy: 0.9488,
      f1Macro: 0.9497,
      logLikelihood: -0.1312,
      rocAuc: 0.9921,
      mcc: 0.9287,
    },
    testRows: 300,
    baselines: [
      { name: 'most frequent class', metrics: { accuracy: 0.3833, balancedAccuracy: 0.3333, f1Macro: 0.1847, mcc: 0 } },
      {
        name: logistic,
        metrics: {
          accuracy: 0.9,
          balancedAccuracy: 0.8921,
          f1Macro: 0.8949,
          logLikelihood: -0.2931,
          rocAuc: 0.9733,
          mcc: 0.8461,
        },
      },
    ],
    confusion: [
      [98, 1, 1],
      [2, 80, 3],
      [0, 7, 108],
    ],
  };
}

function datasetOf({ task, hostile }: FixtureOptions): ReportData['dataset'] {
  const column = (name: string, missing = 0, features = [name]) => ({
    name,
    type: 'number' as const,
    missing,
    features,
  });
  const regression = task === 'regression';
  return {
    name: hostile ?? (regression ? 'housing.csv' : 'flowers.csv'),
    hash: '5b1f0c77a2d94e10',
    kind: 'table',
    rows: regression ? 2000 : 1500,
    task,
    target: regression ? 'median value' : 'species',
    classes: regression ? [] : [classes[0] ?? '', classes[1] ?? '', hostile ?? classes[2] ?? ''],
    classCounts: regression ? [] : [500, 425, 575],
    columns: [
      { name: 'id', type: 'drop', dropped: 'identifier: every value differs', missing: 0, features: [] },
      column('sepal length'),
      column('sepal width', 14, ['sepal width', 'sepal width is missing']),
      column('petal length'),
      column(hostile ?? 'petal width'),
      { name: 'site', type: 'category', missing: 3, features: ['site=north', 'site=south', 'site=other'] },
      { name: 'collected', type: 'date', missing: 0, features: ['collected month', 'collected weekday'] },
      { name: 'notes', type: 'drop', dropped: 'free text: 1,311 different values', missing: 201, features: [] },
      {
        name: regression ? 'median value' : 'species',
        type: regression ? 'number' : 'category',
        missing: 0,
        features: [],
      },
    ],
    featureShape: [features],
    folds: 1,
    trainingRows: regression ? 1200 : 900,
    validationRows: regression ? 400 : 300,
    sealedRows: regression ? 400 : 300,
    notes: ['4 rows without a target were left out.', ...(hostile === undefined ? [] : [hostile])],
  };
}

/** A report that a real search could have given; the same for the same options. */
export function reportFixture(options: FixtureOptions): ReportData {
  const { task, trials = 120, seed = 1, hostile } = options;
  const random = createRandom(`report/${seed}`);
  const scoreOf = (quality: number) => round(task === 'regression' ? 9 - 6.3 * quality : 0.34 + 0.63 * quality);
  const qualities = new Map<string, number>();
  const history = Array.from({ length: trials }, (_item, index): Observation => {
    const candidate = drawCandidate(random, hostile);
    const quality = qualityOf(candidate, random);
    const candidateId =
      (hostile ?? '') +
      random.integer(0, 0xffffffff).toString(16).padStart(8, '0') +
      index.toString(16).padStart(8, '0');
    qualities.set(candidateId, quality);
    const identity = { candidateId, candidate, epochs: 60, round: Math.floor(index / 20), trials: [`t${index}`] };
    if (Number(candidate.learningRate) > 0.15 && random.next() < 0.4)
      return { ...identity, state: 'failed', reason: 'diverged' };
    const outlier = random.next() < 0.01 ? 40 : 0;
    return {
      ...identity,
      state: 'completed',
      score: scoreOf(quality) + (task === 'regression' ? outlier : 0),
      loss: round(1.25 - quality),
      parameters: random.integer(200, 40_000),
      bestEpoch: random.integer(12, 60),
    };
  });
  const [sign, outputs] = task === 'regression' ? [1, 1] : [-1, classes.length];
  const rows = history
    .filter(({ score }) => score !== undefined)
    .sort((left, right) => sign * ((left.score ?? 0) - (right.score ?? 0)))
    .map(
      (
        { candidateId, candidate, score = 0, loss = 0, epochs, bestEpoch = 1, parameters = 0 },
        index,
      ): LeaderboardRow => ({
        rank: index + 1,
        candidateId,
        score,
        loss,
        epochs,
        bestEpoch,
        // The winner's are counted: the page shows where they are.
        parameters: index > 0 ? parameters : countParameters(networkOf(candidate, [features], outputs)),
        candidate,
      }),
    );
  const failed = history.filter(({ state }) => state === 'failed');
  const best = rows[0];
  if (best === undefined) throw new RangeError(`reportFixture: none of ${trials} trials has a score`);
  const counts = { completed: rows.length, failed: failed.length, stopped: 0 };
  const verdict = verdictOf(best, random, options, counts);
  return {
    title: hostile ?? (task === 'regression' ? 'Housing prices' : 'Flower species'),
    dataset: datasetOf(options),
    verdict,
    leaderboard: {
      metric: verdict.metric,
      maximise: verdict.maximise,
      rows,
      failed: failed.map(({ candidateId, candidate }) => ({ candidateId, candidate, reason: 'diverged' })),
    },
    history,
    curves: rows.slice(0, 8).map(({ candidateId }) => ({
      candidateId,
      curve: curveOf(qualities.get(candidateId) ?? 0, scoreOf, random),
    })),
  };
}

/** Images that are judged: a dot that moves with the row, the first eight rows wrong. */
export function fixtureWithImages(hostile?: string): ReportData {
  const data = reportFixture({ task: 'multiclass', trials: 20, ...(hostile === undefined ? {} : { hostile }) });
  const [side, rows, outputs] = [8, 40, data.dataset.classes.length];
  const cells = side * side;
  const featureShape = [side, side, 1];
  const samples = samplesOf({
    task: 'multiclass',
    featureShape,
    outputs,
    sealed: {
      rows,
      features: Float32Array.from({ length: rows * cells }, (_, at) => (at % cells === Math.floor(at / cells) ? 1 : 0)),
      targets: new Float32Array(rows).fill(2),
      rowNumbers: Int32Array.from({ length: rows }, (_, row) => row),
    },
    predicted: Float32Array.from(
      Array.from({ length: rows }, (_, row) => (row < 8 ? [0.25, 0.5, 0.25] : [0, 0.25, 0.75])).flat(),
    ),
  });
  return { ...data, dataset: { ...data.dataset, featureShape }, samples };
}

/** Forecasts of a week, with a gap among the test rows. */
export function fixtureWithForecasts(): ReportData {
  const data = reportFixture({ task: 'regression', trials: 20 });
  const [window, horizon] = [14, 7];
  const seasonal = (at: number): number => 20 + 8 * Math.sin((at * 2 * Math.PI) / 7) + at / 50;
  const ends = Array.from({ length: 300 }, (_, row) => window + row + (row < 150 ? 0 : 20));
  const steps = Array.from({ length: horizon }, (_, step) => step);
  const targets = Float32Array.from(ends.flatMap((end) => steps.map((step) => seasonal(end + step))));
  const samples = samplesOf({
    task: 'regression',
    featureShape: [window, 1],
    outputs: horizon,
    horizon,
    sealed: {
      rows: ends.length,
      features: Float32Array.from(
        ends.flatMap((end) => Array.from({ length: window }, (_, step) => seasonal(end - window + step))),
      ),
      targets,
      rowNumbers: Int32Array.from(ends),
    },
    predicted: targets.map((truth, at) => truth + (at % horizon) / 2),
  });
  return {
    ...data,
    dataset: { ...data.dataset, horizon, featureShape: [window, 1] },
    verdict: {
      ...data.verdict,
      testRows: ends.length,
      perStep: steps.map((step) => ({ rmse: step / 2, mae: step / 2, r2: 0.9 })),
    },
    samples,
  };
}

/** Two candidates on the front, the cheaper one chosen, under a bound. */
export function fixtureWithChoice(): ReportData {
  const data = reportFixture({ task: 'multiclass', trials: 40 });
  const [best, ...others] = data.leaderboard.rows;
  const chosen = others.at(-1);
  if (best === undefined || chosen === undefined) throw new Error('the fixture has no rows');
  const rows = data.leaderboard.rows.map((row) => {
    const bytes = row === chosen ? 400 : row === best ? 4000 : 40_000;
    return { ...row, costs: { bytes }, onFront: row === chosen || row === best };
  });
  return {
    ...data,
    leaderboard: { ...data.leaderboard, rows },
    verdict: {
      ...data.verdict,
      winner: { ...data.verdict.winner, candidateId: chosen.candidateId },
      choice: {
        by: 'the knee of the front among those that keep bytes <= 50000',
        constraints: ['bytes <= 50000'],
        costs: { bytes: 400 },
        front: {
          candidates: [best, chosen].map(({ candidateId, score }) => ({ candidateId, score, costs: {} })),
          hypervolume: 0.25,
          best: { score: 0.9, bytes: 400 },
          reference: { score: 0.5, bytes: 5000 },
        },
      },
    },
  };
}
