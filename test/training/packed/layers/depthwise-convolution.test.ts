import type { Block } from '../../../../shared/network/family.ts';
import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

const depthwise = (kernel: number, stride: number): Block => ({
  layers: [{ kind: 'depthwiseConvolution', kernel, stride, initializer: 'heNormal' }],
  residual: false,
});

for (const engine of ['native', 'wasm'] as const) {
  for (const [name, input] of Object.entries(inputs)) {
    for (const stride of [1, 2]) {
      describeLayer(
        `depthwise convolution of ${name}, stride ${stride}`,
        [3, 1, 2].map((filters) => [channels(filters), depthwise(3, stride)]),
        { input, engine },
      );
    }
  }
}

describeLayer(
  'depthwise convolution of the rows themselves, kernel 5, with its pointwise half',
  [1, 2].map((filters) => [depthwise(5, 1), channels(filters)]),
  { input: inputs.image },
);
