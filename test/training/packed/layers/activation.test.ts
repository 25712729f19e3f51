import { activations } from '../../../../shared/layers.ts';
import { describeLayer } from './describe-layer.ts';

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
