import { invalid } from './invalid.ts';
import { limits } from './limits.ts';

/** Rows of steps with channels, as they would be encoded; `unit` is what a person calls them. */
export interface StepFeatures {
  readonly rows: number;
  readonly unit: 'window' | 'sequence';
  readonly steps: number;
  readonly channels: number;
}

/** Throws SearchError InvalidDataset where they are too many; `wayOut` is of too many numbers. */
export function checkStepFeatures({ rows, unit, steps, channels }: StepFeatures, file: string, wayOut: string): void {
  if (channels > limits.features) {
    throw invalid(
      `the columns become ${channels} channels; the limit is ${limits.features}`,
      { file },
      'Leave columns out, or give those with many categories the type "drop"',
    );
  }
  if (channels * steps * rows > limits.featureCells) {
    throw invalid(
      `${rows} ${unit}s of ${steps} steps of ${channels} channels are more than ${limits.featureCells} numbers, which is the limit`,
      { file },
      wayOut,
    );
  }
}
