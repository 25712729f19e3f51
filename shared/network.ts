import { z } from 'zod';
import { type Augmentation, augmentationSchema } from './augmentation.ts';
import type { Candidate } from './candidate.ts';
import { SearchError } from './errors.ts';
import { countLayerParameters, type LayerConfig, layerOutput, type Shape } from './layers.ts';
import { attention } from './network/attention.ts';
import { convolutional } from './network/convolutional.ts';
import { embeddingBlock } from './network/embedding.ts';
import { type Block, type BlockParameters, blockParameters, type Family, parseParameters } from './network/family.ts';
import { fullyConnected, hiddenBlocks, hiddenParameters } from './network/fully-connected.ts';
import { recurrent } from './network/recurrent.ts';

export const optimizers = ['sgd', 'momentum', 'nesterov', 'adam', 'adamw', 'rmsprop'] as const;
export const schedules = ['constant', 'cosine', 'exponential'] as const;

/** How a network is trained: per-trial coefficients of one update rule. */
const trainingParameters = z.object({
  l1: z.number().min(0).max(10).default(0),
  l2: z.number().min(0).max(10).default(0),
  labelSmoothing: z.number().min(0).max(0.9).default(0),
  optimizer: z.enum(optimizers).default('adam'),
  learningRate: z.number().positive().max(10).default(0.01),
  momentum: z.number().min(0).lt(1).default(0.9),
  weightDecay: z.number().min(0).max(1).default(0.01),
  schedule: z.enum(schedules).default('constant'),
  batchSize: z.int().min(1).max(65_536).default(32),
});
export type TrainingParameters = z.infer<typeof trainingParameters>;

/** Parameters of every network that are not numbered by layer, with what a parameter left out of a space is. */
export const networkParametersSchema = z.object({
  ...hiddenParameters.shape,
  ...blockParameters.shape,
  ...trainingParameters.shape,
});

/** What a network over anything but a table begins with. A family is a file in shared/network and an entry here. */
export const families = { convolutional, fullyConnected, recurrent, attention } satisfies Record<string, Family>;
export type FamilyName = keyof typeof families;
export const familyNames = Object.keys(families) as FamilyName[];
export const familyParameters = z.object({
  family: z.enum(familyNames).default('convolutional'),
});

/** A candidate as a structure: hidden blocks and the layers that end in the outputs, without the final softmax. */
export interface Network {
  readonly input: Shape;
  readonly blocks: readonly Block[];
  readonly head: readonly LayerConfig[];
  readonly training: TrainingParameters;
  /** Of images only. */
  readonly augmentation?: Augmentation;
}

/** Rows of columns: a table's, which are no image and no series. */
export const isTable = (input: Shape): boolean => input.length < 2;
export const isImageShape = (input: Shape): boolean => input.length === 3;
/** Whether such networks read rows of this shape. */
export const isFamilyOver = (input: Shape, { ofStepsOnly = false }: Family): boolean =>
  !isTable(input) && !(ofStepsOnly && isImageShape(input));

/**
 * The network a candidate stands for. `input` is the shape of one row, `outputs` the number of classes (for regression of the numbers that
 * are predicted). A `vocabulary` says that rows are text, [steps, 1]: tokens 0 … vocabulary - 1, of which 0 is padding.
 * Throws SearchError InvalidSpec where a parameter's value is none that networks know, or the family none over such rows. Of a table no
 * family is read.
 */
export function networkOf(candidate: Candidate, input: Shape, outputs: number, vocabulary?: number): Network {
  const common = parseParameters(blockParameters, candidate);
  const training = parseParameters(trainingParameters, candidate);
  return {
    input,
    blocks: [...blocksToColumns(candidate, common, input, vocabulary), ...hiddenBlocks(candidate, common)],
    head: [{ kind: 'dense', units: outputs, initializer: common.initializer }],
    training,
    ...(isImageShape(input) ? { augmentation: parseParameters(augmentationSchema, candidate) } : {}),
  };
}

function blocksToColumns(candidate: Candidate, common: BlockParameters, input: Shape, vocabulary?: number): Block[] {
  if (isTable(input)) return [];
  const { family } = parseParameters(familyParameters, candidate);
  if (!isFamilyOver(input, families[family])) {
    throw new SearchError(
      'InvalidSpec',
      `The candidate's family is "${family}", which reads series and sequences alone`,
      {
        place: { key: 'family' },
      },
    );
  }
  const embedded = vocabulary === undefined ? [] : [embeddingBlock(candidate, vocabulary)];
  const vectors = embedded.flatMap(({ layers }) => layers).reduce((shape, layer) => layerOutput(layer, shape), input);
  return [...embedded, ...families[family].blocks(candidate, common, vectors)];
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
  layersWithInputs(network).reduce((total, { layer, input }) => total + countLayerParameters(layer, input), 0);
