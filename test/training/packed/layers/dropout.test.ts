import { describeLayer } from './describe-layer.ts';

describeLayer(
  'dropout',
  [0, 0.3, 0.6].map((rate, index) => ({
    layers: [
      { kind: 'dense', units: 3 + index, initializer: 'glorotUniform' },
      { kind: 'dropout', rate },
    ],
    residual: false,
  })),
);
