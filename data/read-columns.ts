import type { ColumnType, DatasetSource } from '../shared/dataset.ts';
import type { ColumnBuilder, StoredColumn, StoredKind } from './columns/column.ts';
import { buildColumn, chooseKind } from './columns/index.ts';
import type { RowBatch } from './formats/format.ts';
import { invalid } from './invalid.ts';
import { limits } from './limits.ts';
import { readTable } from './read-table.ts';

/** A table in memory, a column at a time. */
export interface StoredTable {
  readonly file: string;
  readonly headerRows: number;
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly StoredColumn[];
}

/** What is known of the columns before they are read. Called once, with the columns' names; may throw. */
export type PlanColumns = (names: readonly string[]) => {
  readonly declared: ReadonlyMap<string, ColumnType>;
  /** Columns whose texts are all told apart, however many. */
  readonly unbounded: ReadonlySet<string>;
};

interface Reading {
  readonly builder: ColumnBuilder;
  readonly index: number;
}

/**
 * Reads a table into typed arrays. Columns are held as their first rows look; those that turn out otherwise are read once
 * more. Throws SearchError InvalidDataset.
 */
export const readColumns = (source: DatasetSource, planColumns: PlanColumns): Promise<StoredTable> =>
  readBatches(source.name, () => readTable(source), planColumns);

/** The same of rows that are no file of their own: `read` gives them from the first on, each time. */
export async function readBatches(
  file: string,
  read: () => AsyncIterable<RowBatch>,
  planColumns: PlanColumns,
): Promise<StoredTable> {
  const columns: (StoredColumn | undefined)[] = [];
  const kinds = new Map<number, StoredKind>();
  let shape: { names: readonly string[]; headerRows: number; rows: number } | undefined;
  let plan: ReturnType<PlanColumns> | undefined;
  do {
    let readings: Reading[] | undefined;
    for await (const batch of read()) {
      plan ??= planColumns(batch.columns);
      readings ??= startReadings(batch, file, plan, columns, kinds);
      for (const { builder, index } of readings) builder.add(batch, index);
      shape = { names: batch.columns, headerRows: batch.headerRows, rows: batch.firstRow + batch.rows.length };
      checkCells(shape, file);
    }
    kinds.clear();
    for (const { builder, index } of readings ?? []) {
      const result = builder.finish();
      if (typeof result === 'string') kinds.set(index, result);
      else columns[index] = result;
    }
  } while (kinds.size > 0);
  if (shape === undefined || shape.rows === 0) throw invalid('the table has a header and no rows', { file });
  return { file, ...shape, columns: columns.filter((column) => column !== undefined) };
}

/** A builder for each column that is not there yet: of the kind found in the last pass, or as the batch looks. */
function startReadings(
  batch: RowBatch,
  file: string,
  { declared, unbounded }: ReturnType<PlanColumns>,
  done: readonly (StoredColumn | undefined)[],
  kinds: ReadonlyMap<number, StoredKind>,
): Reading[] {
  return batch.columns.flatMap((name, index) => {
    if (done[index] !== undefined) return [];
    const place = { file, name, headerRows: batch.headerRows, declared: declared.get(name) };
    const kind =
      kinds.get(index) ??
      chooseKind(
        place.declared,
        batch.rows.map((row) => row[index] ?? null),
      );
    const builder = buildColumn(kind, place, unbounded.has(name) ? limits.rows : limits.distinctTexts);
    return [{ builder, index }];
  });
}

function checkCells({ names, rows }: { names: readonly string[]; rows: number }, file: string): void {
  if (names.length * rows > limits.cells) {
    throw invalid(
      `the table has more than ${limits.cells} cells (${names.length} columns), which is the limit`,
      { file },
      'Take a sample of the rows, or leave columns out',
    );
  }
}
