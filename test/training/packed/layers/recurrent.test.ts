import type { Block } from '../../../../shared/network/family.ts';
import { describeLayer } from './describe-layer.ts';
import { channels, inputs } from './images.ts';

const kinds = ['lstm', 'gru', 'simpleRnn'] as const;

const recurrent = (
  kind: (typeof kinds)[number],
  units: number,
  options: { bidirectional?: boolean; returnSequences?: boolean },
): Block => ({ layers: [{ kind, units, initializer: 'glorotUniform', ...options }], residual: false });

for (const kind of kinds) {
  describeLayer(
    kind,
    [3, 1, 2].map((units) => [channels(4 - units), recurrent(kind, units, {})]),
    { input: inputs.series },
  );
  describeLayer(
    `${kind} of both directions upon another`,
    [1, 3].map((units) => [
      recurrent(kind, units, { returnSequences: true, bidirectional: true }),
      recurrent(kind, 4 - units, { bidirectional: true }),
    ]),
    { input: inputs.series },
  );
  describeLayer(
    kind,
    [2, 1].map((units) => [
      channels(1),
      recurrent(kind, units, { returnSequences: true, bidirectional: kind === 'lstm' }),
    ]),
    { input: [3, 1], engine: 'wasm' },
  );
}
