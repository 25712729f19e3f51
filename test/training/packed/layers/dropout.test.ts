import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

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

describeLayer(
  'dropout of images',
  [0, 0.3, 0.6].map((rate, index) => [channels(3 - index), { layers: [{ kind: 'dropout', rate }], residual: false }]),
  { input: inputs.image },
);
