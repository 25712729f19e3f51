import { type ClassCounts, type ClassPredictions, classCounts, confusionMatrix } from './confusion.ts';
import { rocAuc } from './roc-auc.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** 0 where the class neither occurs nor is predicted. */
const f1Of = ({ hits, actual, predicted }: ClassCounts): number =>
  actual + predicted === 0 ? 0 : (2 * hits) / (actual + predicted);

/** Correlation of truth and prediction over several classes (Gorodkin 2004). 0 where either is of one class only. */
function matthews(counts: readonly ClassCounts[]): number {
  const rows = sum(counts.map(({ actual }) => actual));
  const hits = sum(counts.map((count) => count.hits));
  const square = (key: 'actual' | 'predicted'): number => rows * rows - sum(counts.map((count) => count[key] ** 2));
  const spread = Math.sqrt(square('actual') * square('predicted'));
  return spread === 0 ? 0 : (hits * rows - sum(counts.map(({ actual, predicted }) => actual * predicted))) / spread;
}

/** Mean log probability of the true class, in nats; a probability counts as at least 1e-7. */
function logLikelihood({ probabilities, truth, classes }: ClassPredictions): number {
  let total = 0;
  for (let row = 0; row < truth.length; row++) {
    total += Math.log(Math.min(1, Math.max(1e-7, probabilities[row * classes + (truth[row] ?? 0)] ?? 0)));
  }
  return total / truth.length;
}

const fromCounts = {
  accuracy: (counts: readonly ClassCounts[]) =>
    sum(counts.map(({ hits }) => hits)) / sum(counts.map(({ actual }) => actual)),
  /** Mean recall of the classes that occur. */
  balancedAccuracy: (counts: readonly ClassCounts[]) =>
    mean(counts.filter(({ actual }) => actual > 0).map(({ hits, actual }) => hits / actual)),
  /** F1 of class 1. */
  f1: (counts: readonly ClassCounts[]) => (counts[1] === undefined ? 0 : f1Of(counts[1])),
  /** Mean over the classes that occur or are predicted. */
  f1Macro: (counts: readonly ClassCounts[]) =>
    mean(counts.filter(({ actual, predicted }) => actual + predicted > 0).map(f1Of)),
  f1Weighted: (counts: readonly ClassCounts[]) =>
    sum(counts.map((count) => f1Of(count) * count.actual)) / sum(counts.map(({ actual }) => actual)),
  mcc: matthews,
};

const fromProbabilities = { logLikelihood, rocAuc };

type CountMetric = keyof typeof fromCounts;
export type ClassificationMetric = CountMetric | keyof typeof fromProbabilities;

const isCountMetric = (metric: ClassificationMetric): metric is CountMetric => Object.hasOwn(fromCounts, metric);

/** Scores of several metrics, from one confusion matrix. */
export function classificationScores(
  metrics: readonly ClassificationMetric[],
  predictions: ClassPredictions,
): Record<string, number> {
  const counts = metrics.some(isCountMetric) ? classCounts(confusionMatrix(predictions)) : [];
  return Object.fromEntries(
    metrics.map((metric) => [
      metric,
      isCountMetric(metric) ? fromCounts[metric](counts) : fromProbabilities[metric](predictions),
    ]),
  );
}
