import type { Block } from '../../../../shared/network/family.ts';
import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

const convolution = (filters: number, kernel: number, stride: number): Block => ({
  layers: [{ kind: 'convolution', filters, kernel, stride, initializer: 'heNormal', bias: stride === 1 }],
  residual: false,
});

for (const engine of ['native', 'wasm'] as const) {
  for (const [name, input] of Object.entries(inputs)) {
    for (const stride of [1, 2]) {
      describeLayer(
        `convolution of ${name}, stride ${stride}`,
        [3, 1, 2].map((filters) => [channels(4 - filters), convolution(filters, 3, stride)]),
        { input, engine },
      );
    }
  }
}

describeLayer(
  'convolution of every other position',
  [2, 1].map((filters) => [channels(filters), convolution(filters, 1, 2)]),
  { input: inputs.image },
);

describeLayer(
  'convolution of the rows themselves, kernel 5',
  [1, 2].map((filters) => convolution(filters, 5, 1)),
  { input: inputs.image },
);

describeLayer(
  'convolution with a residual link for some',
  [true, false].map((residual) => [channels(residual ? 2 : 3), { ...convolution(2, 3, 1), residual }]),
  { input: inputs.image },
);
