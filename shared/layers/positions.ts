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
 * A kernel of its own for each channel (Chollet 2017, Xception: the first half of a separable convolution, of which a convolution of kernel 1 is
 * the other). `kernel` and `stride` as a convolution's; no bias, as the second half has one.
 */
export interface DepthwiseConvolutionConfig {
  readonly kind: 'depthwiseConvolution';
  readonly kernel: number;
  readonly stride: number;
  readonly initializer: Initializer;
}
/**
 * Weighs each channel by what all channels' means say (Hu et al. 2018, Squeeze-and-excitation): two layers, of as many relu units as channels
 * divided by `ratio`, and of a sigmoid for each channel.
 */
export interface SqueezeExciteConfig {
  readonly kind: 'squeezeExcite';
  readonly ratio: number;
  readonly initializer: Initializer;
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
const strided = (input: Shape, stride: number): Shape => sidesOf(input).map((side) => Math.ceil(side / stride));
const convolved = ({ filters, stride }: ConvolutionConfig, input: Shape): Shape => [...strided(input, stride), filters];

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

const depthwise = ({ stride }: DepthwiseConvolutionConfig, input: Shape): Shape => [
  ...strided(input, stride),
  channelsOf(input),
];
export const depthwiseConvolution: LayerShapes<DepthwiseConvolutionConfig> = {
  parameters({ kernel, initializer }, input) {
    const sides = sidesOf(input).map(() => kernel);
    const reads = sizeOf(sides);
    return [
      { name: 'kernel', shape: [...sides, channelsOf(input), 1], initializer, kernel: true, fans: [reads, reads] },
    ];
  },
  state: () => [],
  output: depthwise,
  multiplyAdds: (config, input) => config.kernel ** sidesOf(input).length * sizeOf(depthwise(config, input)),
};

/** Relu units between the channels' means and their weights. */
const squeezed = ({ ratio }: SqueezeExciteConfig, input: Shape): number =>
  Math.max(1, Math.round(channelsOf(input) / ratio));
export const squeezeExcite: LayerShapes<SqueezeExciteConfig> = {
  parameters(config, input) {
    const { initializer } = config;
    const [channels, units] = [channelsOf(input), squeezed(config, input)];
    return [
      { name: 'squeeze', shape: [channels, units], initializer, kernel: true },
      { ...biasOf(units), name: 'squeezeBias' },
      { name: 'excite', shape: [units, channels], initializer, kernel: true },
      { ...biasOf(channels), name: 'exciteBias' },
    ];
  },
  state: () => [],
  output: (_config, input) => input,
  // Besides the products, each number is added up and weighed.
  multiplyAdds: (config, input) => 2 * channelsOf(input) * squeezed(config, input) + 2 * sizeOf(input),
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
