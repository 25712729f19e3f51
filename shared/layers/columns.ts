import {
  biasOf,
  channelsOf,
  type Initializer,
  type LayerShapes,
  type ParameterShape,
  plain,
  type Shape,
  sizeOf,
} from './shape.ts';

/* Layers of columns; of an image or a series, of the channels at each position. */

export const activations = ['relu', 'tanh', 'sigmoid', 'elu', 'selu', 'gelu', 'swish'] as const;
export type Activation = (typeof activations)[number];

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

export const dense: LayerShapes<DenseConfig> = {
  parameters: ({ units, initializer, bias = true }, input) => [
    { name: 'kernel', shape: [channelsOf(input), units], initializer, kernel: true },
    ...(bias ? [biasOf(units)] : []),
  ],
  state: () => [],
  output: ({ units }, input) => [...input.slice(0, -1), units],
  multiplyAdds: ({ units }, input) => sizeOf(input) * units,
};

const scaleAndShift = (_config: unknown, input: Shape): ParameterShape[] => [
  { name: 'gamma', shape: [channelsOf(input)], initializer: 'ones', kernel: false },
  { name: 'beta', shape: [channelsOf(input)], initializer: 'zeros', kernel: false },
];
const normalization = {
  parameters: scaleAndShift,
  output: (_config: unknown, input: Shape) => input,
  multiplyAdds: (_config: unknown, input: Shape) => sizeOf(input),
};

export const batchNormalization: LayerShapes<BatchNormalizationConfig> = {
  ...normalization,
  state: (_config, input) => [
    { name: 'movingMean', shape: [channelsOf(input)], initializer: 'zeros', kernel: false },
    { name: 'movingVariance', shape: [channelsOf(input)], initializer: 'ones', kernel: false },
  ],
};
export const layerNormalization: LayerShapes<LayerNormalizationConfig> = { ...normalization, state: () => [] };
export const activation: LayerShapes<ActivationConfig> = plain;
export const dropout: LayerShapes<DropoutConfig> = plain;
