import type { DatasetSource } from '../../shared/dataset.ts';
import type { Cell } from '../cell.ts';

/** Consecutive rows of a table. The first batch comes even where the table has no rows, for its columns. */
export interface RowBatch {
  /** The same in every batch; as long as each row. */
  readonly columns: readonly string[];
  /** Rows of the file above the first data row: 1 for a header. */
  readonly headerRows: number;
  /** 0-based data row that `rows` begins with. */
  readonly firstRow: number;
  readonly rows: readonly (readonly Cell[])[];
}

/** Reads a table from its bytes, a batch at a time. Throws SearchError InvalidDataset. */
export type Format = (source: DatasetSource) => AsyncIterable<RowBatch>;

/** Reads a table from text that comes from start to end. `file` is for messages. Throws SearchError InvalidDataset. */
export type TextFormat = (bytes: AsyncIterable<Uint8Array>, file: string) => AsyncIterable<RowBatch>;

/** Rows of one batch: fewer where rows are wide, so that a batch's memory is bounded. */
export const batchRows = (columns: number): number => Math.max(1, Math.min(4096, Math.floor(400_000 / columns)));
/** Bytes after which a batch ends, whatever its rows. */
export const batchBytes = 8_000_000;

/** The row as a person counts it: from 1, the header counted. */
export const placeRow = ({ headerRows }: Pick<RowBatch, 'headerRows'>, row: number): number => headerRows + row + 1;
