import { z } from 'zod';
import type { LayerConfig } from '../layers.ts';
import { type Block, type BlockParameters, type Family, familyOf } from './family.ts';

export const maximumBlocks = 4;
export const headCounts = [1, 2, 4] as const;
export const feedForwards = [1, 2, 4] as const;

/**
 * A Transformer's encoder (Vaswani et al. 2017), whose norms are inside of the residual links (Xiong et al. 2020: it then trains without a
 * warm-up); the hidden layers read the mean over the steps.
 *
 * - `blocks`: each of an attention and of two dense layers at each step.
 * - `modelWidth`: numbers of each step throughout.
 * - `heads`: ways in which a step looks at the others.
 * - `feedForward`: the first dense layer is so many times as wide.
 * - `masked`: steps of zeros are padding in front of a shorter sequence, and are not looked at.
 *
 * `dropout` is behind each residual branch, the same at all steps; `activation` is the dense layers'; `normalisation` is the hidden layers'.
 */
const parameters = z.object({
  blocks: z.int().min(1).max(maximumBlocks).default(2),
  modelWidth: z.int().min(1).max(1024).default(32),
  heads: z.literal([...headCounts]).default(2),
  feedForward: z.literal([...feedForwards]).default(2),
  masked: z.boolean().default(false),
});
type Parameters = z.infer<typeof parameters>;

export const attention: Family = {
  ...familyOf(parameters, (own, common) => [
    ...(own.masked ? [{ layers: [{ kind: 'masking' }], residual: false } as const] : []),
    { layers: [denseOf(own.modelWidth, common), { kind: 'positionalEncoding' }], residual: false },
    ...Array.from({ length: own.blocks }, () => encoder(own, common)).flat(),
    { layers: [{ kind: 'layerNormalization' }, { kind: 'globalPooling' }], residual: false },
  ]),
  ofStepsOnly: true,
};

const denseOf = (units: number, { initializer }: BlockParameters): LayerConfig => ({
  kind: 'dense',
  units,
  initializer,
});

function encoder({ modelWidth, heads, feedForward }: Parameters, common: BlockParameters): Block[] {
  const { activation, initializer, dropout } = common;
  const branch = (...layers: LayerConfig[]): Block => ({
    layers: [{ kind: 'layerNormalization' }, ...layers, { kind: 'dropout', rate: dropout }],
    residual: true,
  });
  return [
    branch({ kind: 'attention', units: modelWidth, heads, initializer }),
    branch(denseOf(feedForward * modelWidth, common), { kind: 'activation', activation }, denseOf(modelWidth, common)),
  ];
}
