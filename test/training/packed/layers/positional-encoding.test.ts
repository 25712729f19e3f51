import tf, { type Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../../shared/network.ts';
import { layersModelOf } from '../../../../training/layers-model.ts';
import { useEngine } from '../../engine.ts';
import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

describeLayer(
  'positional encoding',
  [3, 1, 2].map((filters) => [channels(filters), { layers: [{ kind: 'positionalEncoding' }], residual: false }]),
  { input: inputs.series },
);

describeLayer(
  'positional encoding of the rows themselves',
  [{ layers: [{ kind: 'positionalEncoding' }], residual: false }],
  {
    input: inputs.series,
  },
);

describe('positional encoding', () => {
  useEngine('native');

  it('adds the sines and cosines of the paper', () => {
    const steps = 3;
    const network = {
      ...networkOf({ depth: 0 }, [steps, 4], 4),
      blocks: [{ layers: [{ kind: 'positionalEncoding' } as const], residual: false }],
      head: [{ kind: 'flatten' } as const],
    };
    const model = layersModelOf(network, { parameters: new Float32Array(), state: new Float32Array() }, true);
    const given = tf.tidy(() => (model.predict(tf.zeros([1, steps, 4])) as Tensor).dataSync());
    model.dispose();
    const { sin, cos } = Math;
    // Channel by channel; 10000^(2/4) = 100.
    const places = [0, 1, 2];
    const expected = [sin, cos].map((wave) => places.map((place) => wave(place)));
    const slow = [sin, cos].map((wave) => places.map((place) => wave(place / 100)));
    for (const [at, value] of [...expected, ...slow].flat().entries()) expect(given[at]).toBeCloseTo(value, 6);
  });
});
