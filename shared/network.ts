import { z } from 'zod';
import { type Augmentation, augmentationSchema } from './augmentation.ts';
import type { Candidate } from './candidate.ts';
import { SearchError } from './errors.ts';
import {
  activations,
  initializers,
  type LayerConfig,
  layerOutput,
  layerParameters,
  type Shape,
  sizeOf,
} from './layers.ts';

export const normalisations = ['none', 'batch', 'layer'] as const;
export const optimizers = ['sgd', 'momentum', 'nesterov', 'adam', 'adamw', 'rmsprop'] as const;
export const schedules = ['constant', 'cosine', 'exponential'] as const;

export const maximumDepth = 6;
const maximumConvolutions = 3;

/** Parameters of the fully connected family that are not numbered by layer, with what a parameter left out of a space is. */
export const networkParametersSchema = z.object({
  depth: z.int().min(0).max(maximumDepth).default(1),
  activation: z.enum(activations).default('relu'),
  normalisation: z.enum(normalisations).default('none'),
  dropout: z.number().min(0).max(0.95).default(0),
  residual: z.boolean().default(false),
  l1: z.number().min(0).max(10).default(0),
  l2: z.number().min(0).max(10).default(0),
  labelSmoothing: z.number().min(0).max(0.9).default(0),
  optimizer: z.enum(optimizers).default('adam'),
  learningRate: z.number().positive().max(10).default(0.01),
  momentum: z.number().min(0).lt(1).default(0.9),
  weightDecay: z.number().min(0).max(1).default(0.01),
  schedule: z.enum(schedules).default('constant'),
  batchSize: z.int().min(1).max(65_536).default(32),
  initializer: z.enum(initializers).default('glorotUniform'),
});
type NetworkParameters = z.infer<typeof networkParametersSchema>;

/**
 * Parameters of the convolutional blocks that a network over images or series begins with; over tables there are none, and these are not read.
 * `pool` is how each block halves its sides: by windows of two, by its convolution's stride, or not at all. `globalPool` gives the
 * fully connected blocks each channel's mean, else they have all numbers.
 */
const convolutionParametersSchema = z.object({
  convolutions: z.int().min(0).max(maximumConvolutions).default(1),
  pool: z.enum(['max', 'average', 'stride', 'none']).default('max'),
  globalPool: z.boolean().default(false),
});

/** Width of a hidden layer: `width.1` … `width.6`; where it is absent, `width`, where that is too, 32. */
export const widthSchema = z.int().min(1).max(65_536);
const defaultWidth = 32;
/** Filters of a convolution: `filters.1` … `filters.3`; where it is absent, `filters`, where that is too, 16. */
const filtersSchema = z.int().min(1).max(4096);
const defaultFilters = 16;
/** Positions a side of a convolution's kernel: `kernel.1` … `kernel.3`; where it is absent, `kernel`, where that is too, 3. */
const kernelSchema = z.literal([1, 3, 5]);
const defaultKernel = 3;

/** How a network is trained: per-trial coefficients of one update rule. */
export type TrainingParameters = Pick<
  NetworkParameters,
  'optimizer' | 'learningRate' | 'momentum' | 'weightDecay' | 'schedule' | 'batchSize' | 'l1' | 'l2' | 'labelSmoothing'
>;

/** Layers in order; `residual` adds the block's input to its output, where their shapes are the same. */
export interface Block {
  readonly layers: readonly LayerConfig[];
  readonly residual: boolean;
}

/** A candidate as a structure: hidden blocks and the layers that end in the outputs, without the final softmax. */
export interface Network {
  readonly input: Shape;
  readonly blocks: readonly Block[];
  readonly head: readonly LayerConfig[];
  readonly training: TrainingParameters;
  /** Of images only. */
  readonly augmentation?: Augmentation;
}

const normalisationLayers: Record<(typeof normalisations)[number], readonly LayerConfig[]> = {
  none: [],
  batch: [{ kind: 'batchNormalization' }],
  layer: [{ kind: 'layerNormalization' }],
};

/**
 * The network a candidate stands for. `input` is the shape of one row, `outputs` the number of classes (1 for regression).
 * Throws SearchError InvalidSpec where a parameter's value is none the family knows.
 */
export function networkOf(candidate: Candidate, input: Shape, outputs: number): Network {
  const parameters = parse(networkParametersSchema, candidate);
  const { depth, activation, normalisation, dropout, initializer, residual, ...training } = parameters;
  const widths = Array.from({ length: depth }, (_, index) =>
    widthSchema.parse(candidate[`width.${index + 1}`] ?? candidate.width ?? defaultWidth),
  );
  const blocks = widths.map(
    (units, index): Block => ({
      layers: [
        { kind: 'dense', units, initializer, bias: normalisation !== 'batch' },
        ...normalisationLayers[normalisation],
        { kind: 'activation', activation },
        { kind: 'dropout', rate: dropout },
      ],
      residual: residual && index > 0 && widths[index - 1] === units,
    }),
  );
  const before = input.length > 1 ? convolutionalBlocks(candidate, parameters) : [];
  return {
    input,
    blocks: [...before, ...blocks],
    head: [{ kind: 'dense', units: outputs, initializer }],
    training,
    ...(input.length === 3 ? { augmentation: parse(augmentationSchema, candidate) } : {}),
  };
}

function parse<T>(schema: z.ZodType<T>, candidate: Candidate): T {
  const parsed = schema.safeParse(candidate);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.path.join('.') ?? '';
  throw new SearchError(
    'InvalidSpec',
    `The candidate's ${key} is ${JSON.stringify(candidate[key])}: ${issue?.message}`,
    {
      place: { key },
    },
  );
}

/** What a network over images or series begins with: its convolutions, and the block that makes columns of them. */
function convolutionalBlocks(
  candidate: Candidate,
  { activation, normalisation, initializer }: NetworkParameters,
): Block[] {
  const { convolutions, pool, globalPool } = parse(convolutionParametersSchema, candidate);
  const blocks = Array.from({ length: convolutions }, (_, index): Block => {
    const filters = filtersSchema.parse(candidate[`filters.${index + 1}`] ?? candidate.filters ?? defaultFilters);
    const kernel = kernelSchema.parse(candidate[`kernel.${index + 1}`] ?? candidate.kernel ?? defaultKernel);
    const stride = pool === 'stride' ? 2 : 1;
    return {
      layers: [
        { kind: 'convolution', filters, kernel, stride, initializer, bias: normalisation !== 'batch' },
        ...normalisationLayers[normalisation],
        { kind: 'activation', activation },
        ...(pool === 'max' || pool === 'average' ? [{ kind: 'pooling', pooling: pool, size: 2 } as const] : []),
      ],
      residual: false,
    };
  });
  return [...blocks, { layers: [{ kind: globalPool ? 'globalPooling' : 'flatten' }], residual: false }];
}

/** Every layer with the shape of what goes into it, the head's after the blocks'. */
export function layersWithInputs(network: Network): { layer: LayerConfig; input: Shape }[] {
  let input = network.input;
  return [...network.blocks.flatMap(({ layers }) => layers), ...network.head].map((layer) => {
    const entry = { layer, input };
    input = layerOutput(layer, input);
    return entry;
  });
}

/** Trainable numbers of the network. */
export const countParameters = (network: Network): number =>
  layersWithInputs(network)
    .flatMap(({ layer, input }) => layerParameters(layer, input))
    .reduce((total, { shape }) => total + sizeOf(shape), 0);
