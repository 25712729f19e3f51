import { z } from 'zod';
import type { Candidate } from '../candidate.ts';
import { SearchError } from '../errors.ts';
import { activations, initializers, type LayerConfig, type Shape } from '../layers.ts';

export const normalisations = ['none', 'batch', 'layer'] as const;

/** Layers in order; `residual` adds the block's input to its output, where their shapes are the same. */
export interface Block {
  readonly layers: readonly LayerConfig[];
  readonly residual: boolean;
}

/** What all blocks of a network have in common, of any family. */
export const blockParameters = z.object({
  activation: z.enum(activations).default('relu'),
  normalisation: z.enum(normalisations).default('none'),
  dropout: z.number().min(0).max(0.95).default(0),
  initializer: z.enum(initializers).default('glorotUniform'),
});
export type BlockParameters = z.infer<typeof blockParameters>;

/** How a network that reads no table gets from the shape of its rows to columns, which the fully connected blocks then read. */
export interface Family {
  /** Its own parameters, with what one that is left out is. */
  readonly parameters: z.ZodObject;
  /** Whether it reads rows of steps alone, [steps, channels], and no images. Absent: it reads both. */
  readonly ofStepsOnly?: boolean;
  /** Throws SearchError InvalidSpec where a parameter's value is none that it knows. */
  blocks(candidate: Candidate, common: BlockParameters, input: Shape): Block[];
}

/** A family of its parameters' schema and of what makes blocks of their values. */
export const familyOf = <S extends z.ZodObject>(
  parameters: S,
  blocks: (own: z.infer<S>, common: BlockParameters, input: Shape) => Block[],
): Family => ({
  parameters,
  blocks: (candidate, common, input) => blocks(parseParameters(parameters, candidate), common, input),
});

/** The candidate's values of a schema's parameters. Throws SearchError InvalidSpec naming the first that cannot be. */
export function parseParameters<S extends z.ZodType>(schema: S, candidate: Candidate): z.output<S> {
  const parsed = schema.safeParse(candidate);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.path.join('.') ?? '';
  throw new SearchError(
    'InvalidSpec',
    `The candidate's ${key} is ${JSON.stringify(candidate[key])}: ${issue?.message}`,
    { place: { key } },
  );
}

const normalisationLayers: Record<(typeof normalisations)[number], readonly LayerConfig[]> = {
  none: [],
  batch: [{ kind: 'batchNormalization' }],
  layer: [{ kind: 'layerNormalization' }],
};

/** What follows a layer with a kernel: its normalisation and activation. */
export const activated = ({ normalisation, activation }: BlockParameters): readonly LayerConfig[] => [
  ...normalisationLayers[normalisation],
  { kind: 'activation', activation },
];

/** Whether a layer before a normalisation has a bias: see DenseConfig. */
export const hasBias = ({ normalisation }: BlockParameters): boolean => normalisation !== 'batch';
