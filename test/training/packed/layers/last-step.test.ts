import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

describeLayer(
  'last step',
  [3, 1, 2].map((filters) => [channels(filters), { layers: [{ kind: 'lastStep' }], residual: false }]),
  { input: inputs.series },
);
