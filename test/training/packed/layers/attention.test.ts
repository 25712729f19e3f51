import tf, { type Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../../shared/network/family.ts';
import { networkOf } from '../../../../shared/network.ts';
import { layersModelOf } from '../../../../training/layers-model.ts';
import { useEngine } from '../../engine.ts';
import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';
import { sequences, steps } from './sequences.ts';

const attention = (units: number, heads: number): Block => ({
  layers: [{ kind: 'attention', units, heads, initializer: 'glorotUniform' }],
  residual: false,
});

/** Before and after each sublayer as in a Transformer whose norms are inside of the residual links (Xiong et al. 2020). */
const encoder = (units: number, heads: number): readonly Block[] => [
  {
    layers: [{ kind: 'layerNormalization' }, ...attention(units, heads).layers, { kind: 'dropout', rate: 0.2 }],
    residual: true,
  },
  {
    layers: [
      { kind: 'layerNormalization' },
      { kind: 'dense', units: 2 * units, initializer: 'heNormal' },
      { kind: 'activation', activation: 'gelu' },
      { kind: 'dense', units, initializer: 'glorotUniform' },
    ],
    residual: true,
  },
];

for (const heads of [1, 2]) {
  describeLayer(
    `attention of ${heads}`,
    [4, 2, 3].map((units) => [channels(5 - units), attention(units, heads)]),
    { input: inputs.series },
  );
}

describeLayer(
  'attention of the rows themselves',
  [2, 4].map((units) => attention(units, 2)),
  { input: inputs.series },
);

for (const engine of ['native', 'wasm'] as const) {
  describeLayer(
    'Transformer encoder over sequences of different lengths',
    [4, 3].map((units): readonly Block[] => [
      { layers: [{ kind: 'masking' }], residual: false },
      {
        layers: [{ kind: 'dense', units, initializer: 'glorotUniform' }, { kind: 'positionalEncoding' }],
        residual: false,
      },
      ...encoder(units, 2),
      { layers: [{ kind: 'layerNormalization' }, { kind: 'globalPooling' }], residual: false },
    ]),
    { input: [steps, 2], features: sequences('channels'), engine },
  );
}

describe('attention', () => {
  useEngine('native');

  /** Keras 3.15.1: MultiHeadAttention(2, 2, output_shape=4), no biases but the output's, attention_mask of the second row's first step. */
  it('gives what Keras gives, with a padded step and without', () => {
    const sines = (count: number, from: number) => Array.from({ length: count }, (_, index) => Math.sin(from + index));
    const rows = Array.from({ length: 18 }, (_, index) => (index >= 9 && index < 12 ? 0 : Math.cos(index)));
    const network = {
      ...networkOf({ depth: 0 }, [3, 3], 4),
      blocks: [{ layers: [{ kind: 'masking' } as const, ...attention(4, 2).layers], residual: false }],
      head: [{ kind: 'lastStep' } as const],
    };
    const parameters = Float32Array.from([...sines(36, 0), ...sines(16, 100), ...sines(4, 200)]);
    const model = layersModelOf(network, { parameters, state: new Float32Array() }, true);
    const given = tf.tidy(() => (model.predict(tf.tensor(rows, [2, 3, 3])) as Tensor).dataSync());
    model.dispose();
    const expected = [-0.3259655, -0.1193968, 0.1969448, 0.3322162, -0.8707412, -0.4674841, 0.3655757, 0.8625269];
    for (const [at, value] of expected.entries()) expect(given[at]).toBeCloseTo(value, 5);
  });
});
