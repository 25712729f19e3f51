import type { PrepareSettings } from '../../shared/dataset.ts';
import type { ColumnEncoding, SeriesPreprocessing } from '../../shared/preprocessing.ts';
import { checkStepFeatures } from '../check-step-features.ts';
import { featureNames } from '../encode-table.ts';
import { type FeatureColumn, fitColumn } from '../fit/fit-column.ts';
import { fitNumber, meanAndScale } from '../fit/fit-number.ts';
import type { Target } from '../target.ts';

export interface FittedFrom {
  /** All but the target. */
  readonly features: readonly FeatureColumn[];
  readonly target: Target;
  readonly scaling: PrepareSettings['scaling'];
  readonly shape: Pick<SeriesPreprocessing, 'horizon' | 'time' | 'group'> & { readonly window: number };
  /** For the bound on numbers. */
  readonly windows: number;
  readonly file: string;
}

/**
 * Fits the encodings of all columns, and the answers' scale, on the rows of the table. The target's own past is a channel too,
 * in the scale of the answers. Throws SearchError InvalidDataset on too many features.
 */
export function fitSeries(
  { features, target, scaling, shape: { window, ...shape }, windows, file }: FittedFrom,
  rows: Int32Array,
): SeriesPreprocessing {
  const past = Float64Array.from(rows, (row) => target.values[row] ?? NaN);
  const targetScale = meanAndScale(past.filter((value) => !Number.isNaN(value)));
  const own: ColumnEncoding = { column: target.name, encoding: { ...fitNumber(past, 'standard'), ...targetScale } };
  const columns = [own, ...features.map((column) => fitColumn(column, rows, scaling))];
  const names = columns.flatMap(featureNames);
  checkStepFeatures(
    { rows: windows, unit: 'window', steps: window, channels: names.length },
    file,
    'Use a shorter window, take the last part of the rows, or leave columns out',
  );
  return {
    version: 2,
    kind: 'series',
    task: 'regression',
    target: target.name,
    classes: [],
    targetScale,
    featureShape: [window, names.length],
    features: names,
    columns,
    ...shape,
  };
}
