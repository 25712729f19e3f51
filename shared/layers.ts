export const activations = ['relu', 'tanh', 'sigmoid', 'elu', 'selu', 'gelu', 'swish'] as const;
export const initializers = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
] as const;

export type Activation = (typeof activations)[number];
export type Initializer = (typeof initializers)[number];

/** Shape of one row: [columns] of a table, [steps, channels] of a series, [height, width, channels] of an image. */
export type Shape = readonly number[];

/** One trial's parameter of a layer: its shape, what it begins as, and whether it is a kernel, which decay and penalties act on. */
export interface ParameterShape {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer | 'zeros' | 'ones';
  readonly kernel: boolean;
}

export interface DenseConfig {
  readonly kind: 'dense';
  readonly units: number;
  readonly initializer: Initializer;
  /**
   * Absent: true. Batch normalisation takes a bias before it away again: its gradient would be rounding alone, which Adam
   * and RMSProp blow up to whole steps.
   */
  readonly bias?: boolean;
}
export interface BatchNormalizationConfig {
  readonly kind: 'batchNormalization';
}
export interface LayerNormalizationConfig {
  readonly kind: 'layerNormalization';
}
export interface ActivationConfig {
  readonly kind: 'activation';
  readonly activation: Activation;
}
export interface DropoutConfig {
  readonly kind: 'dropout';
  readonly rate: number;
}
/**
 * Over the positions of an image or a series, `kernel` of them a side: an odd number. Zeros are filled in at the edges, so that a stride of
 * 1 keeps the sides and one of 2 halves them, rounded up ('same').
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

/** One layer of a candidate's network. A kind of layer is an entry here, in `layerShapes` and in training/packed/layers. */
export type LayerConfig =
  | DenseConfig
  | BatchNormalizationConfig
  | LayerNormalizationConfig
  | ActivationConfig
  | DropoutConfig
  | ConvolutionConfig
  | PoolingConfig
  | GlobalPoolingConfig
  | FlattenConfig;
export type LayerKind = LayerConfig['kind'];
export type ConfigOf<K extends LayerKind> = Extract<LayerConfig, { kind: K }>;

/** What is known of a kind of layer without running it. */
interface LayerShapes<C extends LayerConfig> {
  /** Trained numbers, in the order the layer takes them. */
  parameters(config: C, input: Shape): ParameterShape[];
  /** Numbers that training keeps up without a gradient, such as moving averages. */
  state(config: C, input: Shape): ParameterShape[];
  output(config: C, input: Shape): Shape;
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

const lastOf = (shape: Shape): number => shape[shape.length - 1] ?? 1;

/** A layer without parameters. */
const bare = { parameters: () => [], state: () => [] };
/** A layer without parameters that keeps its input's shape. */
const plain = { ...bare, output: (_config: unknown, input: Shape) => input };

/** The sides of an image or a series, without its channels. */
export const sidesOf = (shape: Shape): Shape => shape.slice(0, -1);

const scaleAndShift = (input: Shape): ParameterShape[] => [
  { name: 'gamma', shape: [lastOf(input)], initializer: 'ones', kernel: false },
  { name: 'beta', shape: [lastOf(input)], initializer: 'zeros', kernel: false },
];

const layerShapes: { readonly [K in LayerKind]: LayerShapes<ConfigOf<K>> } = {
  dense: {
    parameters: ({ units, initializer, bias = true }, input) => [
      { name: 'kernel', shape: [lastOf(input), units], initializer, kernel: true },
      ...(bias ? [{ name: 'bias', shape: [units], initializer: 'zeros', kernel: false } as const] : []),
    ],
    state: () => [],
    output: ({ units }, input) => [...input.slice(0, -1), units],
  },
  batchNormalization: {
    parameters: (_config, input) => scaleAndShift(input),
    state: (_config, input) => [
      { name: 'movingMean', shape: [lastOf(input)], initializer: 'zeros', kernel: false },
      { name: 'movingVariance', shape: [lastOf(input)], initializer: 'ones', kernel: false },
    ],
    output: (_config, input) => input,
  },
  layerNormalization: {
    parameters: (_config, input) => scaleAndShift(input),
    state: () => [],
    output: (_config, input) => input,
  },
  activation: plain,
  dropout: plain,
  convolution: {
    parameters: ({ filters, kernel, initializer, bias = true }, input) => [
      {
        name: 'kernel',
        shape: [...sidesOf(input).map(() => kernel), lastOf(input), filters],
        initializer,
        kernel: true,
      },
      ...(bias ? [{ name: 'bias', shape: [filters], initializer: 'zeros', kernel: false } as const] : []),
    ],
    state: () => [],
    output: ({ filters, stride }, input) => [...sidesOf(input).map((side) => Math.ceil(side / stride)), filters],
  },
  pooling: {
    ...bare,
    output: ({ size }, input) => [...sidesOf(input).map((side) => Math.max(1, Math.floor(side / size))), lastOf(input)],
  },
  globalPooling: { ...bare, output: (_config, input) => [lastOf(input)] },
  flatten: { ...bare, output: (_config, input) => [sizeOf(input)] },
};

const shapesOf = (config: LayerConfig): LayerShapes<LayerConfig> => layerShapes[config.kind];

export const layerParameters = (config: LayerConfig, input: Shape): ParameterShape[] =>
  shapesOf(config).parameters(config, input);
export const layerState = (config: LayerConfig, input: Shape): ParameterShape[] =>
  shapesOf(config).state(config, input);
export const layerOutput = (config: LayerConfig, input: Shape): Shape => shapesOf(config).output(config, input);
