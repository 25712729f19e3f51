import {
  bare,
  biasOf,
  channelsOf,
  type Initializer,
  type LayerShapes,
  type ParameterShape,
  type Shape,
  sidesOf,
  sizeOf,
} from './shape.ts';

/* Layers over the positions of an image or a series. */

/**
 * `kernel` positions a side: an odd number. Zeros are filled in at the edges, so that a stride of 1 keeps the sides and one of 2 halves
 * them, rounded up ('same').
 */
export interface ConvolutionConfig {
  readonly kind: 'convolution';
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly initializer: Initializer;
  /** As a dense layer's. */
  readonly bias?: boolean;
}
/**
 * Windows side by side, `size` positions a side; what is left over at an edge is not read ('valid'). A side shorter than a window is one window.
 */
export interface PoolingConfig {
  readonly kind: 'pooling';
  readonly pooling: 'max' | 'average';
  readonly size: number;
}
/** The mean over all positions. */
export interface GlobalPoolingConfig {
  readonly kind: 'globalPooling';
}
/** All numbers as columns, channel by channel: what padding adds to the channels then lies behind the last of them. */
export interface FlattenConfig {
  readonly kind: 'flatten';
}

const convolutionKernel = ({ filters, kernel, initializer }: ConvolutionConfig, input: Shape): ParameterShape => ({
  name: 'kernel',
  shape: [...sidesOf(input).map(() => kernel), channelsOf(input), filters],
  initializer,
  kernel: true,
});
const convolved = ({ filters, stride }: ConvolutionConfig, input: Shape): Shape => [
  ...sidesOf(input).map((side) => Math.ceil(side / stride)),
  filters,
];

export const convolution: LayerShapes<ConvolutionConfig> = {
  parameters: (config, input) => [
    convolutionKernel(config, input),
    ...((config.bias ?? true) ? [biasOf(config.filters)] : []),
  ],
  state: () => [],
  output: convolved,
  multiplyAdds: (config, input) =>
    sizeOf(sidesOf(convolved(config, input))) * sizeOf(convolutionKernel(config, input).shape),
  // Patches: what is read at each position.
  largest: (config, input) =>
    config.kernel ** sidesOf(input).length * sizeOf(sidesOf(convolved(config, input))) * channelsOf(input),
};
export const pooling: LayerShapes<PoolingConfig> = {
  ...bare,
  output: ({ size }, input) => [
    ...sidesOf(input).map((side) => Math.max(1, Math.floor(side / size))),
    channelsOf(input),
  ],
};
export const globalPooling: LayerShapes<GlobalPoolingConfig> = {
  ...bare,
  output: (_config, input) => [channelsOf(input)],
};
export const flatten: LayerShapes<FlattenConfig> = { ...bare, output: (_config, input) => [sizeOf(input)] };
