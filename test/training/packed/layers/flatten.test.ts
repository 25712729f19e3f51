import type { LayerConfig } from '../../../../shared/layers.ts';
import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

const after: readonly LayerConfig[] = [
  { kind: 'flatten' },
  { kind: 'layerNormalization' },
  { kind: 'activation', activation: 'sigmoid' },
  { kind: 'dropout', rate: 0.3 },
];

for (const [name, input] of Object.entries(inputs)) {
  describeLayer(
    `flatten of ${name}, before what reads columns`,
    [3, 1, 2].map((filters) => [channels(filters), { layers: after, residual: false }]),
    { input },
  );
}
