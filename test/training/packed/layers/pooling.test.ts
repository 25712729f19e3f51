import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

for (const pooling of ['max', 'average'] as const) {
  // Of three positions one is left over; a window of six is more than there are.
  for (const [name, input] of Object.entries(inputs)) {
    for (const size of [2, 6]) {
      describeLayer(
        `${pooling} pooling of ${name} by ${size}`,
        [3, 1, 2].map((filters) => [
          channels(filters),
          { layers: [{ kind: 'pooling', pooling, size }], residual: false },
        ]),
        { input },
      );
    }
  }
}
