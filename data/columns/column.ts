import type { ColumnType } from '../../shared/dataset.ts';
import type { DateFormat } from '../../shared/preprocessing.ts';
import type { RowBatch } from '../formats/format.ts';

/** How a column is held. */
export type StoredKind = 'number' | 'text' | DateFormat | 'nothing';

export interface NumberColumn {
  readonly kind: 'number';
  /** [rows]; NaN where missing. */
  readonly values: Float64Array;
  readonly missing: number;
}

export interface TextColumn {
  readonly kind: 'text';
  /** [rows]: index into `texts`; −1 where missing, −2 for texts beyond the limit of different ones. */
  readonly codes: Int32Array;
  /** In the order of their first row. */
  readonly texts: readonly string[];
  /** Row in which each text stands first. */
  readonly firstRows: readonly number[];
  readonly beyond: number;
  readonly missing: number;
}

export interface DateColumn {
  readonly kind: 'date';
  readonly format: DateFormat;
  /** [rows]: milliseconds since 1970, UTC; NaN where missing. */
  readonly values: Float64Array;
  readonly missing: number;
}

/** A column that is told to be left out: only its missing cells are counted. */
export interface SkippedColumn {
  readonly kind: 'nothing';
  readonly missing: number;
}

export type StoredColumn = NumberColumn | TextColumn | DateColumn | SkippedColumn;

export interface ColumnPlace {
  readonly file: string;
  readonly name: string;
  readonly headerRows: number;
  /** The type that the user gave. */
  readonly declared: ColumnType | undefined;
}

/** Collects one column while the table streams by. */
export interface ColumnBuilder {
  /** Takes the column at the index from every row of the batch. */
  add(batch: RowBatch, index: number): void;
  /**
   * The column, or what to read it as instead, where the rows after the first batch are of another kind.
   * Throws SearchError InvalidDataset where a few cells do not fit the rest.
   */
  finish(): StoredColumn | StoredKind;
}

/** Share of a column's values that must be numbers (or dates) for the others to be mistakes and not categories. */
export const mostly = 0.9;
