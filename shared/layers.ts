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

/** Shape of one row, without the leading trial and row axes: [columns]. */
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

/** One layer of a candidate's network. A kind of layer is an entry here, in `layerShapes` and in training/packed/layers. */
export type LayerConfig =
  | DenseConfig
  | BatchNormalizationConfig
  | LayerNormalizationConfig
  | ActivationConfig
  | DropoutConfig;
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

/** A layer without parameters that keeps its input's shape. */
const plain = { parameters: () => [], state: () => [], output: (_config: unknown, input: Shape) => input };

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
};

const shapesOf = (config: LayerConfig): LayerShapes<LayerConfig> => layerShapes[config.kind];

export const layerParameters = (config: LayerConfig, input: Shape): ParameterShape[] =>
  shapesOf(config).parameters(config, input);
export const layerState = (config: LayerConfig, input: Shape): ParameterShape[] =>
  shapesOf(config).state(config, input);
export const layerOutput = (config: LayerConfig, input: Shape): Shape => shapesOf(config).output(config, input);
