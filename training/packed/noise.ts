import { createRandom } from '../../shared/random.ts';

/** Rows of the pool: enough that a batch rarely reads a row twice. */
export const noisePoolRows = 4096;

/** A well-mixed 32-bit integer of two (MurmurHash3's finaliser, public domain, A. Appleby). */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Uniform numbers in [0, 1), [noisePoolRows, columns] row-major. A number depends on the seed, its row and its column only:
 * a wider pool begins with the same columns, so that padding changes no trial's noise.
 */
export function noisePool(seed: number, columns: number): Float32Array {
  const pool = new Float32Array(noisePoolRows * columns);
  for (let row = 0; row < noisePoolRows; row++) {
    const rowSeed = mix(seed, row);
    // 24 bits: the most a float32 below 1 holds without rounding up to 1.
    for (let column = 0; column < columns; column++)
      pool[row * columns + column] = (mix(rowSeed, column) >>> 8) / 16777216;
  }
  return pool;
}

/** Which rows of the pool the layers read in an epoch: `rows` numbers for each, independent of how many layers there are. */
export function noiseRows(seed: number, epoch: number, layers: number, rows: number): Int32Array[] {
  return Array.from({ length: layers }, (_, layer) => {
    const random = createRandom(`${seed}/noise/${epoch}/${layer}`);
    return Int32Array.from({ length: rows }, () => random.integer(0, noisePoolRows - 1));
  });
}
