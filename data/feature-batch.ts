import type { Cell } from './cell.ts';

/** Some rows of new data, as a model takes them. */
export interface FeatureBatch {
  /** The same in every batch. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Row-major [rows, ...featureShape]. */
  readonly features: Float32Array;
}
