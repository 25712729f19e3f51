import type { Cell } from '../../data/cell.ts';
import type { RowBatch } from '../../data/formats/format.ts';
import type { SearchError } from '../../shared/errors.ts';

/** All batches of a table in one; checks that they follow each other. */
export async function readRows(batches: AsyncIterable<RowBatch>): Promise<{ columns: string[]; rows: Cell[][] }> {
  let columns: readonly string[] = [];
  const rows: Cell[][] = [];
  for await (const batch of batches) {
    if (batch.firstRow !== rows.length) throw new Error(`a batch begins with ${batch.firstRow}, not ${rows.length}`);
    columns = batch.columns;
    for (const row of batch.rows) rows.push([...row]);
  }
  return { columns: [...columns], rows };
}

/** The bytes in pieces of the size. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** What the work fails with, to be compared whole. */
export async function failure(work: Promise<unknown>): Promise<Pick<SearchError, 'name' | 'message' | 'place'>> {
  return work.then(
    () => Promise.reject(new Error('nothing failed')),
    ({ name, message, place }: SearchError) => ({ name, message, place }),
  );
}
