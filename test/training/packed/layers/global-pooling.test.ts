import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

for (const [name, input] of Object.entries(inputs)) {
  describeLayer(
    `global pooling of ${name}`,
    [3, 1, 2].map((filters) => [channels(filters), { layers: [{ kind: 'globalPooling' }], residual: false }]),
    { input },
  );
}
