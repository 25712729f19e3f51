import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

for (const kind of ['batchNormalization', 'layerNormalization'] as const) {
  describeLayer(
    kind,
    [4, 2, 6].map((units) => ({
      layers: [{ kind: 'dense', units, initializer: 'glorotUniform', bias: kind !== 'batchNormalization' }, { kind }],
      residual: false,
    })),
  );
  describeLayer(
    `${kind} of images`,
    [3, 1, 2].map((filters) => [channels(filters), { layers: [{ kind }], residual: false }]),
    { input: inputs.image },
  );
}
