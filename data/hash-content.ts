import { createHash, type Hash } from 'node:crypto';
import { canonicalJson } from '../shared/hash.ts';
import type { StoredColumn } from './columns/column.ts';
import type { FeatureColumn } from './fit/fit-column.ts';
import type { Division } from './split-table.ts';
import type { Target } from './target.ts';

/** How rows are divided: what is noted of it changes no result. */
type Rows = Omit<Division, 'notes'>;

/** SHA-256, in hexadecimal, of all that training can see: the columns it learns from, the target, and how rows are divided. */
export function hashContent(features: readonly FeatureColumn[], target: Target, division: Rows): string {
  const hash = createHash('sha256');
  for (const { name, type, stored, ordersRows } of features) {
    hash.update(canonicalJson({ name, type, ordersRows, format: stored.kind === 'date' ? stored.format : undefined }));
    hashColumn(hash, stored);
  }
  return hashRest(hash, target, division);
}

/** The same of images: their pixels, row-major, in the shape. */
export function hashImages(
  { values, shape }: { readonly values: Uint8Array | Float32Array; readonly shape: readonly number[] },
  target: Target,
  division: Rows,
): string {
  const hash = createHash('sha256');
  hash.update(canonicalJson({ shape, bytes: values.BYTES_PER_ELEMENT }));
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hashRest(hash, target, division);
}

function hashRest(hash: Hash, target: Target, division: Rows): string {
  hash.update(canonicalJson({ name: target.name, task: target.task, classes: target.classes }));
  hashNumbers(hash, target.values);
  hashNumbers(hash, division.sealed);
  hashNumbers(hash, division.unsealed);
  for (const { training, validation } of division.folds) {
    hashNumbers(hash, training);
    hashNumbers(hash, validation);
  }
  return hash.digest('hex');
}

/** SHA-256, in hexadecimal, of the numbers. */
export function hashOfNumbers(numbers: Int32Array): string {
  const hash = createHash('sha256');
  hashNumbers(hash, numbers);
  return hash.digest('hex');
}

function hashColumn(hash: Hash, stored: StoredColumn): void {
  if (stored.kind === 'nothing') return;
  if (stored.kind === 'text') {
    hash.update(JSON.stringify(stored.texts));
    hashNumbers(hash, stored.codes);
  } else hashNumbers(hash, stored.values);
}

/** The length goes first, so that no two lists of numbers look like one. */
function hashNumbers(hash: Hash, numbers: Float64Array | Int32Array): void {
  hash.update(String(numbers.length));
  hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}
