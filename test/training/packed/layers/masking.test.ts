import { describeLayer } from './describe-layer.ts';
import { channels } from './images.ts';
import { sequences, steps } from './sequences.ts';

for (const engine of ['native', 'wasm'] as const) {
  describeLayer(
    'masking, seen by recurrent layers of both directions and by global pooling',
    [2, 1].map((units) => [
      { layers: [{ kind: 'masking' }], residual: false },
      channels(units),
      {
        layers: [
          { kind: 'gru', units, initializer: 'glorotUniform', returnSequences: true, bidirectional: true },
          { kind: 'lstm', units: 3 - units, initializer: 'glorotUniform', returnSequences: true },
          { kind: 'globalPooling' },
        ],
        residual: false,
      },
    ]),
    { input: [steps, 2], features: sequences('channels'), engine },
  );
}
