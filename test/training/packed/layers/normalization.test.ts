import { describeLayer } from './describe-layer.ts';

for (const kind of ['batchNormalization', 'layerNormalization'] as const) {
  describeLayer(
    kind,
    [4, 2, 6].map((units) => ({
      layers: [{ kind: 'dense', units, initializer: 'glorotUniform', bias: kind !== 'batchNormalization' }, { kind }],
      residual: false,
    })),
  );
}
