import { readFileSync } from 'node:fs';
import { createRandom } from '../../shared/random.ts';
import type { TrainingData } from '../../shared/trainer.ts';

/** The digits of examples/digits as images of 8 × 8, a fifth of them for validation. */
export function digits(): TrainingData {
  const [, ...lines] = readFileSync('examples/digits/digits.csv', 'utf8').trim().split('\n');
  const table = lines.map((line) => line.split(',').map(Number));
  const order = createRandom('digits').shuffle(table.map((_, row) => row));
  const cut = Math.floor(0.8 * order.length);
  return {
    task: 'multiclass',
    // Of 0 to 16.
    features: Float32Array.from(table.flatMap((row) => row.slice(0, 64).map((value) => value / 8 - 1))),
    rows: table.length,
    featureShape: [8, 8, 1],
    targets: Float32Array.from(table, (row) => row[64] ?? Number.NaN),
    outputs: 10,
    training: Int32Array.from(order.slice(0, cut)),
    validation: Int32Array.from(order.slice(cut)),
  };
}
