import type { PrepareSettings, SequenceSettings } from '../../shared/dataset.ts';
import type { SequencePreprocessing } from '../../shared/preprocessing.ts';
import { checkStepFeatures } from '../check-step-features.ts';
import { featureNames } from '../encode-table.ts';
import { type FeatureColumn, fitColumn } from '../fit/fit-column.ts';
import { fitOutputs } from '../fit/fit-outputs.ts';
import { invalid } from '../invalid.ts';
import type { Target } from '../target.ts';
import { lastSteps, lengthsOf, type Sequences } from './group-steps.ts';

/** Steps of a row that nobody asked for. */
const mostSteps = 1000;

/** The channel that is 1 for every step and 0 for padding. */
const stepChannel = '(step)';

export interface FittedFrom {
  readonly features: readonly FeatureColumn[];
  /** Of the sequences. */
  readonly target: Target;
  readonly sequences: Sequences;
  readonly scaling: PrepareSettings['scaling'];
  readonly settings: SequenceSettings;
  readonly time: SequencePreprocessing['time'];
  /** Sequences that are trained on or judge, for the bound on numbers. */
  readonly encoded: number;
  readonly file: string;
}

/**
 * Fits the encodings of all columns on the steps of these sequences, and the length of a row on their lengths. Throws
 * SearchError InvalidDataset on too many features.
 */
export function fitSequences(
  { features, target, sequences, scaling, settings, time, encoded, file }: FittedFrom,
  which: Int32Array,
): SequencePreprocessing {
  const fitted = lastSteps(sequences, which, Infinity);
  const columns = features.map((column) => fitColumn(column, fitted.rows, scaling));
  const names = [...columns.flatMap(featureNames), stepChannel];
  const longest = lengthsOf(fitted).reduce((most, length) => Math.max(most, length), 1);
  const steps = Math.min(longest, settings.length ?? mostSteps);
  if (names.length === 1) {
    throw invalid(
      'nothing is left to learn from: no column varies among the training sequences',
      { file },
      'Add columns, or divide the sequences in another way',
    );
  }
  checkStepFeatures(
    { rows: encoded, unit: 'sequence', steps, channels: names.length },
    file,
    'Give a shorter sequences.length, take a sample of the sequences, or leave columns out',
  );
  return {
    ...fitOutputs(target, which),
    kind: 'sequences',
    featureShape: [steps, names.length],
    features: names,
    columns,
    id: settings.id,
    ...(time === undefined ? {} : { time }),
  };
}
