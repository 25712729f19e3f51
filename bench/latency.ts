/**
 * What the cost model of shared/costs.ts predicts of latency beside what saved models take: `npx tsx bench/latency.ts`. One row a call,
 * the least of many calls: the others waited for the machine. Its constants are put into shared/costs.ts by hand.
 */

import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Candidate } from '../shared/candidate.ts';
import { costsOf } from '../shared/costs.ts';
import { layerState, sizeOf } from '../shared/layers.ts';
import { countParameters, layersWithInputs, networkOf } from '../shared/network.ts';
import { createTrainer } from '../training/index.ts';
import { layersModelOf } from '../training/layers-model.ts';

const shape = { rows: 1000, input: [100], outputs: 10, validationRows: 100 };
const calls = 60;
const candidates: readonly Candidate[] = [
  { depth: 0 },
  ...[1, 3, 6].map((depth) => ({ depth, width: 16 })),
  ...['batch', 'layer'].map((normalisation) => ({ depth: 3, width: 16, normalisation })),
  ...[256, 1024, 2048].map((width) => ({ depth: 2, width })),
];

function leastMicros(candidate: Candidate): number {
  const network = networkOf(candidate, shape.input, shape.outputs);
  const states = layersWithInputs(network).flatMap(({ layer, input }) => layerState(layer, input));
  const numbers = {
    parameters: new Float32Array(countParameters(network)).fill(0.01),
    state: new Float32Array(states.reduce((total, one) => total + sizeOf(one.shape), 0)).fill(1),
  };
  const model = layersModelOf(network, numbers, false);
  const row = tf.ones([1, ...shape.input]);
  let least = Infinity;
  for (let call = 0; call < calls; call++) {
    const started = performance.now();
    const output = model.predict(row) as Tensor;
    output.dataSync();
    least = Math.min(least, performance.now() - started);
    output.dispose();
  }
  model.dispose();
  row.dispose();
  return 1000 * least;
}

await createTrainer({ engine: 'native' });
for (const candidate of candidates) {
  const { latency = Number.NaN } = costsOf(candidate, ['latency'], { shape, epochs: 1, folds: 1 });
  const taken = leastMicros(candidate);
  console.log(`${JSON.stringify(candidate)}: ${latency.toFixed(0)} µs predicted, ${taken.toFixed(0)} taken`);
}
