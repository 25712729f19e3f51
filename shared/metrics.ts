import { z } from 'zod';

export const classificationMetrics = [
  'accuracy',
  'balancedAccuracy',
  'f1',
  'f1Macro',
  'f1Weighted',
  'logLikelihood',
  'rocAuc',
  'mcc',
] as const;
export const regressionMetrics = ['rmse', 'mae', 'r2'] as const;

export const metricNameSchema = z.enum([...classificationMetrics, ...regressionMetrics]);
export type MetricName = z.infer<typeof metricNameSchema>;
