import { createRandom } from '../../shared/random.ts';

/** Two parts of the rows, `share` of them in the first, the same for a seed. Each has one at least. */
export function divideRows(rows: Int32Array, share: number, seed: string): [Int32Array, Int32Array] {
  const order = createRandom(seed).shuffle(Array.from(rows));
  const cut = Math.min(order.length - 1, Math.max(1, Math.round(order.length * share)));
  return [Int32Array.from(order.slice(0, cut)), Int32Array.from(order.slice(cut))];
}

/** `count` batches of one size that go through the rows in a random order, and through them again as often as it takes. */
export function batchesOf(rows: Int32Array, size: number, count: number, seed: string): Int32Array[] {
  const random = createRandom(seed);
  const order: number[] = [];
  while (order.length < size * count) order.push(...random.shuffle(Array.from(rows)));
  return Array.from({ length: count }, (_, batch) => Int32Array.from(order.slice(batch * size, (batch + 1) * size)));
}

/** Steps of an epoch over so many rows, and their equal batches: as ordinary trials have them. */
export function stepsOf(rows: number, batchSize: number): { steps: number; batch: number } {
  const steps = Math.ceil(rows / batchSize);
  return { steps, batch: Math.ceil(rows / steps) };
}
