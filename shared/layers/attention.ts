import { bare, biasOf, channelsOf, type Initializer, type LayerShapes, type Shape, sizeOf } from './shape.ts';

/* Layers of the Transformer (Vaswani et al. 2017), over the steps of a series: [steps, channels]. */

/**
 * Each step looks at all steps that are no padding, in `heads` ways at once. A head has queries, keys and values of `units` / `heads` numbers,
 * rounded up. They have no biases, as in the paper: the shift of a normalisation before is one.
 */
export interface AttentionConfig {
  readonly kind: 'attention';
  /** Channels that it makes. */
  readonly units: number;
  readonly heads: number;
  readonly initializer: Initializer;
}
/**
 * Adds to each step what tells it from the others: sines and cosines of its place, counted from the first step, padding included. Of sequences
 * of different lengths, whose last step is always a real one, it tells how far a step is from the end.
 */
export interface PositionalEncodingConfig {
  readonly kind: 'positionalEncoding';
}

/** Numbers of a head's queries, keys and values. */
export const headSize = ({ units, heads }: AttentionConfig): number => Math.ceil(units / heads);

export const attention: LayerShapes<AttentionConfig> = {
  parameters: (config, input) => {
    const { units, heads, initializer } = config;
    const [channels, size] = [channelsOf(input), headSize(config)];
    return [
      // Queries, keys and values: padding to the widest of a pack then adds to each.
      { name: 'kernel', shape: [channels, 3, heads, size], initializer, kernel: true, fans: [channels, heads * size] },
      { name: 'outputKernel', shape: [heads, size, units], initializer, kernel: true, fans: [heads * size, units] },
      biasOf(units),
    ];
  },
  state: () => [],
  output: ({ units }, input): Shape => [...input.slice(0, -1), units],
  multiplyAdds: (config, input) => {
    const { units, heads } = config;
    const steps = input[0] ?? 1;
    const attended = heads * headSize(config);
    return steps * attended * (3 * channelsOf(input) + 2 * steps + units);
  },
  largest: (config, input) => {
    const steps = input[0] ?? 1;
    return config.heads * steps * Math.max(steps, 3 * headSize(config));
  },
};
export const positionalEncoding: LayerShapes<PositionalEncodingConfig> = {
  ...bare,
  output: (_config, input) => input,
  multiplyAdds: (_config, input) => sizeOf(input),
};
