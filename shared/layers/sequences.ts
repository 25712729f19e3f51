import { bare, channelsOf, type LayerShapes, type Shape } from './shape.ts';

/*
 * Layers of sequences, [steps, channels], which may be of different lengths: shorter ones are padded in front, so that the last step is always
 * a real one. Padded steps are known from the data alone, and masked from `embedding` or `masking` on as long as the steps stay the same:
 * recurrent layers hold their state over them, attention does not look at them, and global pooling does not count them.
 */

/** Steps whose numbers are all 0 in the data are padding. Only as the first layer. */
export interface MaskingConfig {
  readonly kind: 'masking';
}
/**
 * A vector of `units` numbers for each token: of tokens as numbers, [steps] or [steps, 1], it makes [steps, units]. Token 0 is padding.
 * Only as the first layer.
 */
export interface EmbeddingConfig {
  readonly kind: 'embedding';
  /** Tokens are 0 … vocabulary - 1. */
  readonly vocabulary: number;
  readonly units: number;
}
/** The last step's channels: of a recurrent layer that gives all steps, what it knows in the end. */
export interface LastStepConfig {
  readonly kind: 'lastStep';
}

export const masking: LayerShapes<MaskingConfig> = { ...bare, output: (_config, input) => input };
export const embedding: LayerShapes<EmbeddingConfig> = {
  parameters: ({ vocabulary, units }) => [
    { name: 'vectors', shape: [vocabulary, units], initializer: 'unitLength', kernel: true },
  ],
  state: () => [],
  output: ({ units }, input): Shape => [input[0] ?? 1, units],
  multiplyAdds: () => 0,
};
export const lastStep: LayerShapes<LastStepConfig> = { ...bare, output: (_config, input) => [channelsOf(input)] };
