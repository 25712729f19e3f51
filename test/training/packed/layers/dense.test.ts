import type { Block } from '../../../../shared/network/family.ts';
import { describeLayer } from './describe-layer.ts';
import { inputs } from './images.ts';

describeLayer('dense', [
  { layers: [{ kind: 'dense', units: 4, initializer: 'glorotUniform' }], residual: false },
  { layers: [{ kind: 'dense', units: 2, initializer: 'heNormal' }], residual: false },
  { layers: [{ kind: 'dense', units: 6, initializer: 'lecunNormal' }], residual: false },
]);

describeLayer('dense with a residual link for some', [
  { layers: [{ kind: 'dense', units: 3, initializer: 'glorotUniform' }], residual: true },
  { layers: [{ kind: 'dense', units: 5, initializer: 'glorotUniform' }], residual: false },
]);

for (const engine of ['native', 'wasm'] as const) {
  for (const [name, input] of Object.entries(inputs)) {
    describeLayer(
      `dense at each position of ${name}`,
      [3, 1, 2].map((units): readonly Block[] => [
        {
          layers: [{ kind: 'dense', units, initializer: 'glorotUniform', bias: engine === 'native' }],
          residual: false,
        },
        { layers: [{ kind: 'dense', units: 4 - units, initializer: 'glorotUniform' }], residual: false },
      ]),
      { input, engine },
    );
  }
}
