import { z } from 'zod';
import type { LayerConfig } from '../layers.ts';
import { activated, type Block, type BlockParameters, familyOf, hasBias } from './family.ts';

export const maximumStages = 4;
export const cells = ['plain', 'residual', 'separable', 'squeezeExcite'] as const;
/** As many channels share a unit of squeeze-and-excite: 16 in the paper, of networks some ten times as wide. */
const squeezeRatio = 4;
export const pools = ['max', 'average', 'stride', 'none'] as const;

/**
 * Stages, each of `repeats` cells of one number of filters, which `widen` multiplies from stage to stage, and each half as large a side as
 * the one before (Simonyan & Zisserman 2015): by `pool`ing behind its cells or by the stride of its first convolution. A side that cannot be halved stays.
 *
 * - `cell`: a convolution, its normalisation and activation; all but `plain` add what comes in where a stage has several (He et al. 2016).
 *   `separable`: the convolution is a depthwise and a pointwise one (Chollet 2017), but for the network's first, whose channels are too few.
 *   `squeezeExcite`: channels are weighed by their means before the sum (Hu et al. 2018).
 * - `globalPool`: the hidden layers read each channel's mean, and what would be pooled before it is not. Else they read every number.
 */
const parameters = z.object({
  stages: z.int().min(1).max(maximumStages).default(2),
  repeats: z.int().min(1).max(4).default(1),
  filters: z.int().min(1).max(1024).default(16),
  widen: z.number().min(1).max(4).default(2),
  kernel: z.literal([1, 3, 5, 7]).default(3),
  cell: z.enum(cells).default('plain'),
  pool: z.enum(pools).default('max'),
  globalPool: z.boolean().default(false),
});
type Parameters = z.infer<typeof parameters>;

export const convolutional = familyOf(parameters, (own, common) => [
  ...Array.from({ length: own.stages }, (_, stage) => stageBlocks(stage, own, common)).flat(),
  { layers: endOf(own, common), residual: false },
]);

function stageBlocks(stage: number, own: Parameters, common: BlockParameters): Block[] {
  return Array.from({ length: own.repeats }, (_, repeat): Block => {
    const isFirst = repeat === 0;
    const stride = isFirst && own.pool === 'stride' ? 2 : 1;
    const filters = Math.round(own.filters * own.widen ** stage);
    const { initializer } = common;
    return {
      layers: [
        ...(isFirst && stage > 0 ? pooled(own) : []),
        ...convolutions({ filters, stride, isFirst: isFirst && stage === 0 }, own, common),
        ...activated(common),
        ...(own.cell === 'squeezeExcite' ? [{ kind: 'squeezeExcite', ratio: squeezeRatio, initializer } as const] : []),
      ],
      residual: own.cell !== 'plain' && !isFirst,
    };
  });
}

/** One convolution, whole or in its two halves. `isFirst`: of the network. */
function convolutions(
  { filters, stride, isFirst }: { readonly filters: number; readonly stride: number; readonly isFirst: boolean },
  { kernel, cell }: Parameters,
  common: BlockParameters,
): readonly LayerConfig[] {
  const { initializer } = common;
  const whole = { kind: 'convolution', filters, kernel, stride, initializer, bias: hasBias(common) } as const;
  return cell === 'separable' && !isFirst
    ? [
        { kind: 'depthwiseConvolution', kernel, stride, initializer },
        { ...whole, kernel: 1, stride: 1 },
      ]
    : [whole];
}

const pooled = ({ pool }: Parameters): readonly LayerConfig[] =>
  pool === 'max' || pool === 'average' ? [{ kind: 'pooling', pooling: pool, size: 2 }] : [];

/** From the last stage to columns. Whole channels are dropped: of a channel's mean the same as dropping the column. */
function endOf(own: Parameters, { dropout }: BlockParameters): readonly LayerConfig[] {
  const drop: LayerConfig = { kind: 'dropout', rate: dropout };
  return own.globalPool ? [{ kind: 'globalPooling' }, drop] : [...pooled(own), drop, { kind: 'flatten' }];
}
