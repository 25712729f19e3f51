import type { Block } from '../../../../shared/network.ts';
import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

const kinds = ['lstm', 'gru', 'simpleRnn'] as const;

for (const engine of ['native', 'wasm'] as const) {
  for (const kind of kinds) {
    for (const bidirectional of [false, true]) {
      const layer = (units: number, returnSequences: boolean): Block => ({
        layers: [{ kind, units, initializer: 'glorotUniform', bidirectional, returnSequences }],
        residual: false,
      });
      const name = bidirectional ? `${kind} in both directions` : kind;
      describeLayer(
        name,
        [3, 1, 2].map((units) => [channels(4 - units), layer(units, false)]),
        { input: inputs.series, engine },
      );
      describeLayer(
        `${name}, one upon the other`,
        [1, 3].map((units) => [layer(units, true), layer(4 - units, false)]),
        { input: inputs.series, engine },
      );
    }
  }
}
