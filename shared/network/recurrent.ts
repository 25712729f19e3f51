import { z } from 'zod';
import type { LayerConfig } from '../layers.ts';
import { activated, type Block, type BlockParameters, type Family, familyOf, hasBias } from './family.ts';

const recurrentKinds = ['lstm', 'gru', 'simpleRnn'] as const;
const maximumRecurrentLayers = 3;
export const maximumFront = 8;

/** Steps that a convolution of the front reads: two to each side, so that none is passed over where it halves them. */
const frontKernel = 5;

/**
 * Layers that read the steps one after the other; the last one's last state, what it knows in the end, is read by the hidden layers.
 *
 * - `units`: of each of them, and in each direction where `bidirectional`.
 * - `front`: convolutions before them, of as many filters, each of which halves the steps: what is long for a recurrence, which takes its
 *   steps one by one, is short behind them.
 * - `masked`: steps of zeros are padding in front of a shorter sequence, and leave the state as it is. Behind a front none are known.
 *
 * `dropout` is behind each recurrent layer, the same at all steps (Gal & Ghahramani 2016); `activation` and `normalisation` are the front's
 * and the hidden layers', as a recurrent layer has its own.
 */
const parameters = z.object({
  recurrentLayer: z.enum(recurrentKinds).default('lstm'),
  recurrentLayers: z.int().min(1).max(maximumRecurrentLayers).default(1),
  units: z.int().min(1).max(1024).default(32),
  bidirectional: z.boolean().default(false),
  front: z.int().min(0).max(maximumFront).default(0),
  masked: z.boolean().default(false),
});
type Parameters = z.infer<typeof parameters>;

export const recurrent: Family = {
  ...familyOf(parameters, (own, common) => [
    ...Array.from({ length: own.front }, () => frontBlock(own, common)),
    ...(own.masked && own.front === 0 ? [{ layers: [{ kind: 'masking' }], residual: false } as const] : []),
    ...Array.from({ length: own.recurrentLayers }, (_, at) =>
      recurrentBlock(at + 1 < own.recurrentLayers, own, common),
    ),
  ]),
  ofStepsOnly: true,
};

const frontBlock = ({ units }: Parameters, common: BlockParameters): Block => ({
  layers: [
    {
      kind: 'convolution',
      filters: units,
      kernel: frontKernel,
      stride: 2,
      initializer: common.initializer,
      bias: hasBias(common),
    },
    ...activated(common),
  ],
  residual: false,
});

function recurrentBlock(returnSequences: boolean, own: Parameters, { initializer, dropout }: BlockParameters): Block {
  const { recurrentLayer: kind, units, bidirectional } = own;
  const layer: LayerConfig = { kind, units, initializer, bidirectional, returnSequences };
  return { layers: [layer, { kind: 'dropout', rate: dropout }], residual: false };
}
