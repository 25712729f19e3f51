import type { PrepareSettings, SequenceSettings } from '../../shared/dataset.ts';
import type { SequencePreprocessing } from '../../shared/preprocessing.ts';
import { featureNames } from '../encode-table.ts';
import { type FeatureColumn, fitColumn } from '../fit/fit-column.ts';
import { meanAndScale } from '../fit/fit-number.ts';
import { invalid } from '../invalid.ts';
import { limits } from '../limits.ts';
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
  checkSize({ channels: names.length, steps, encoded }, file);
  return {
    version: 2,
    kind: 'sequences',
    task: target.task,
    target: target.name,
    classes: [...target.classes],
    ...(target.task === 'regression'
      ? { targetScale: meanAndScale(Float64Array.from(which, (sequence) => target.values[sequence] ?? NaN)) }
      : {}),
    featureShape: [steps, names.length],
    features: names,
    columns,
    id: settings.id,
    ...(time === undefined ? {} : { time }),
  };
}

function checkSize(
  { channels, steps, encoded }: { readonly channels: number; readonly steps: number; readonly encoded: number },
  file: string,
): void {
  if (channels === 1) {
    throw invalid(
      'nothing is left to learn from: no column varies among the training sequences',
      { file },
      'Add columns, or divide the sequences in another way',
    );
  }
  if (channels > limits.features) {
    throw invalid(
      `the columns become ${channels} channels; the limit is ${limits.features}`,
      { file },
      'Leave columns out, or give those with many categories the type "drop"',
    );
  }
  if (channels * steps * encoded > limits.featureCells) {
    throw invalid(
      `${encoded} sequences of ${steps} steps of ${channels} channels are more than ${limits.featureCells} numbers, which is the limit`,
      { file },
      'Give a shorter sequences.length, take a sample of the sequences, or leave columns out',
    );
  }
}
