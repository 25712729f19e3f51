import { z } from 'zod';
import { SearchError } from './errors.ts';
import { gatherRows } from './gather-rows.ts';
import { type ClassificationMetric, classificationScores } from './metrics/classification.ts';
import type { ClassPredictions } from './metrics/confusion.ts';
import { type NumberPredictions, type RegressionMetric, regressionScores } from './metrics/regression.ts';
import type { Task } from './task.ts';

export const classificationMetrics = [
  'accuracy',
  'balancedAccuracy',
  'f1',
  'f1Macro',
  'f1Weighted',
  'logLikelihood',
  'rocAuc',
  'mcc',
] as const satisfies readonly ClassificationMetric[];
const regressionMetrics = ['rmse', 'mae', 'r2'] as const satisfies readonly RegressionMetric[];

export const metricNameSchema = z.enum([...classificationMetrics, ...regressionMetrics]);
export type MetricName = z.infer<typeof metricNameSchema>;

/** Whether a higher score is the better one. */
export const maximises = (metric: MetricName): boolean => metric !== 'rmse' && metric !== 'mae';

/** The score of a model without a fault: no score is better. */
export const perfectScore = (metric: MetricName): number =>
  metric === 'rmse' || metric === 'mae' || metric === 'logLikelihood' ? 0 : 1;

/** What is judged where the user does not say. */
export const defaultMetric = (task: Task): MetricName => (task === 'regression' ? 'r2' : 'accuracy');

/** The metrics that a task has. F1 without averaging is one class's, so only two classes have it. */
export function metricsOf(task: Task): readonly MetricName[] {
  if (task === 'regression') return regressionMetrics;
  return task === 'binary' ? classificationMetrics : classificationMetrics.filter((metric) => metric !== 'f1');
}

/** Throws SearchError InvalidSpec where the task has no such metric. */
export function checkMetric(task: Task, metric: MetricName): void {
  if (metricsOf(task).includes(metric)) return;
  throw new SearchError('InvalidSpec', `${metric} does not judge ${task === 'regression' ? '' : 'a '}${task}`, {
    place: { key: 'metric' },
    wayOut:
      metric === 'f1' && task === 'multiclass'
        ? 'Use f1Macro or f1Weighted'
        : `Use one of ${metricsOf(task).join(', ')}`,
  });
}

/** What a model gave: `values` row-major [rows, outputs], class probabilities or predictions in the truth's unit. */
export interface Predictions {
  readonly values: Float32Array;
  /** [rows]: class indices; or row-major [rows, outputs]: numbers. */
  readonly truth: ArrayLike<number>;
  /** Number of classes; for regression the numbers of a row. */
  readonly outputs: number;
}

function checkRows(truth: ArrayLike<number>, values: ArrayLike<number>, outputs: number): void {
  if (truth.length === 0) throw new RangeError('metrics: there are no rows to score');
  if (values.length !== truth.length * outputs) {
    throw new RangeError(`metrics: ${values.length} values for ${truth.length} rows of ${outputs}`);
  }
}

const isRegressionMetric = (metric: MetricName): metric is RegressionMetric =>
  (regressionMetrics as readonly MetricName[]).includes(metric);

/** Throws SearchError InvalidSpec for f1 of more than two classes, RangeError where lengths differ or are 0. */
export function scoreClassification(metric: ClassificationMetric, input: ClassPredictions): number {
  checkMetric(input.classes === 2 ? 'binary' : 'multiclass', metric);
  checkRows(input.truth, input.probabilities, input.classes);
  return classificationScores([metric], input)[metric] ?? 0;
}

/** Throws RangeError where lengths differ or are 0. */
export function scoreRegression(metric: RegressionMetric, input: NumberPredictions): number {
  checkRows(input.truth, input.predictions, 1);
  return regressionScores[metric](input);
}

/** The score of a metric on what a model gave. Throws as the two above. */
export const score = (metric: MetricName, { values, truth, outputs }: Predictions): number =>
  isRegressionMetric(metric)
    ? scoreRegression(metric, { predictions: values, truth })
    : scoreClassification(metric, { probabilities: values, truth, classes: outputs });

/** Every metric of the task. Throws RangeError where lengths differ or are 0. */
export function allMetrics(task: Task, { values, truth, outputs }: Predictions): Record<string, number> {
  if (task !== 'regression') {
    checkRows(truth, values, outputs);
    const metrics = classificationMetrics.filter((metric) => metricsOf(task).includes(metric));
    return classificationScores(metrics, { probabilities: values, truth, classes: outputs });
  }
  checkRows(truth, values, 1);
  return Object.fromEntries(
    regressionMetrics.map((metric) => [metric, regressionScores[metric]({ predictions: values, truth })]),
  );
}

/** Every metric of each output of a regression: of each step of a forecast. */
export function metricsPerOutput({ values, truth, outputs }: Predictions): Record<string, number>[] {
  const of = (all: ArrayLike<number>, output: number): Float32Array =>
    Float32Array.from({ length: all.length / outputs }, (_, row) => all[row * outputs + output] ?? 0);
  return Array.from({ length: outputs }, (_, output) =>
    allMetrics('regression', { values: of(values, output), truth: of(truth, output), outputs: 1 }),
  );
}

/** Rows of what a model gave. */
export const rowsOf = ({ values, outputs }: Predictions): number => values.length / outputs;

/** The given rows of what a model gave, in their order, repeats included: one resample of a bootstrap. */
export function selectRows(predictions: Predictions, rows: ArrayLike<number>): Predictions {
  const { values, truth, outputs } = predictions;
  return {
    values: gatherRows(values, rows, outputs),
    truth: gatherRows(truth, rows, truth.length / rowsOf(predictions)),
    outputs,
  };
}
