import type { Block } from '../../../../shared/network/family.ts';
import { describeLayer } from './describe-layer.ts';
import { sequences, steps, vocabulary } from './sequences.ts';

const embedding = (units: number): Block => ({
  layers: [{ kind: 'embedding', vocabulary, units }],
  residual: false,
});

for (const engine of ['native', 'wasm'] as const) {
  describeLayer(
    'embedding',
    [3, 1, 2].map((units) => embedding(units)),
    { input: [steps], features: sequences('tokens'), engine },
  );
}

describeLayer(
  'embedding of tokens as a channel, and the mean of real steps',
  [3, 1].map((units) => [embedding(units), { layers: [{ kind: 'globalPooling' }], residual: false }]),
  { input: [steps, 1], features: sequences('tokens') },
);
