import type { Block } from '../../../../shared/network/family.ts';
import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';
import { sequences, steps } from './sequences.ts';

const squeezeExcite: Block = {
  layers: [{ kind: 'squeezeExcite', ratio: 2, initializer: 'heUniform' }],
  residual: false,
};

for (const engine of ['native', 'wasm'] as const) {
  for (const [name, input] of Object.entries(inputs)) {
    describeLayer(
      `squeeze-and-excite of ${name}`,
      [4, 1, 3].map((filters) => [channels(filters), squeezeExcite]),
      { input, engine },
    );
  }
}

describeLayer('squeeze-and-excite of the rows themselves', [squeezeExcite, squeezeExcite], { input: inputs.image });

describeLayer(
  'squeeze-and-excite of sequences, whose padded steps say nothing',
  [3, 2].map((filters) => [{ layers: [{ kind: 'masking' }], residual: false }, channels(filters), squeezeExcite]),
  { input: [steps, 2], features: sequences('channels') },
);
