import { activations } from '../../../../shared/layers.ts';
import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

describeLayer(
  'activation',
  activations.map((activation, index) => ({
    layers: [
      { kind: 'dense', units: 2 + (index % 3), initializer: 'glorotUniform' },
      { kind: 'activation', activation },
    ],
    residual: false,
  })),
);

describeLayer(
  'activation of images',
  (['sigmoid', 'relu', 'sigmoid'] as const).map((activation, index) => [
    channels(1 + index),
    { layers: [{ kind: 'activation', activation }], residual: false },
  ]),
  { input: inputs.image },
);
