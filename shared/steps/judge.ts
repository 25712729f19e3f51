import { fitBaselines } from '../baselines.ts';
import { bootstrapInterval } from '../bootstrap.ts';
import type { SealedRows } from '../dataset.ts';
import { confusionMatrix } from '../metrics/confusion.ts';
import { allMetrics, type MetricName, metricsPerOutput, type Predictions, score, selectRows } from '../metrics.ts';
import { createRandom } from '../random.ts';
import type { Verdict } from '../result.ts';
import type { TrainingData } from '../trainer.ts';

/** Rows that the report's scatter of predictions shows. */
const mostPredictions = 2000;

export interface JudgeRequest {
  /** What the model was fitted on, and the baselines are. */
  readonly data: TrainingData;
  readonly sealed: SealedRows;
  /** Row-major [sealed rows, outputs]: probabilities, or the target in its own unit. */
  readonly predicted: Float32Array;
  readonly metric: MetricName;
  readonly seed: number;
}

type Judgement = Pick<
  Verdict,
  'test' | 'testMetrics' | 'perStep' | 'testRows' | 'baselines' | 'confusion' | 'predictions'
>;

/** Scores the winner and the baselines on the sealed rows. */
export function judge({ data, sealed, predicted, metric, seed }: JudgeRequest): Judgement {
  const { task, outputs } = data;
  const truth = sealed.targets;
  const winner: Predictions = { values: predicted, truth, outputs };
  const random = createRandom(`${seed}/judge`);
  const baselines = fitBaselines({ data, features: sealed.features, random: random.fork('baselines') });
  return {
    test: bootstrapInterval({
      rows: sealed.rows,
      statistic: (rows) => score(metric, selectRows(winner, rows)),
      // Forecasts that overlap err alike.
      block: data.series === undefined ? 1 : outputs,
      random: random.fork('bootstrap'),
    }),
    testMetrics: allMetrics(task, winner),
    ...(data.series === undefined ? {} : { perStep: metricsPerOutput(winner) }),
    testRows: sealed.rows,
    baselines: baselines.map(({ values, ...named }) => ({
      ...named,
      metrics: allMetrics(task, { values, truth, outputs }),
    })),
    ...(task === 'regression'
      ? { predictions: sampleOf(truth, predicted) }
      : { confusion: confusionMatrix({ probabilities: predicted, truth, classes: outputs }) }),
  };
}

/** What a trainer predicted, in the target's own unit. */
export function inUnit(values: Float32Array, { targetScale }: Pick<TrainingData, 'targetScale'>): Float32Array {
  if (targetScale === undefined) return values;
  const { scale, mean } = targetScale;
  return values.map((value) => value * scale + mean);
}

/** Answers at even distances. */
function sampleOf(truth: Float32Array, predicted: Float32Array): { truth: number; predicted: number }[] {
  const count = Math.min(mostPredictions, truth.length);
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor((index * truth.length) / count);
    return { truth: truth[row] ?? 0, predicted: predicted[row] ?? 0 };
  });
}
