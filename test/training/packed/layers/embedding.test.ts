import type { Block } from '../../../../shared/network.ts';
import { describeLayer } from './describe-layer.ts';
import { sequences, steps, vocabulary } from './sequences.ts';

const embedding = (channels: number): Block => ({
  layers: [{ kind: 'embedding', vocabulary, channels }],
  residual: false,
});

for (const engine of ['native', 'wasm'] as const) {
  describeLayer(
    'embedding',
    [3, 1, 2].map((channels) => embedding(channels)),
    { input: [steps], features: sequences('tokens'), engine },
  );
}

describeLayer(
  'embedding of tokens as a channel, and the mean of real steps',
  [3, 1].map((channels) => [embedding(channels), { layers: [{ kind: 'globalPooling' }], residual: false }]),
  { input: [steps, 1], features: sequences('tokens') },
);
