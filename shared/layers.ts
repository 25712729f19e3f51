import * as attention from './layers/attention.ts';
import * as columns from './layers/columns.ts';
import * as positions from './layers/positions.ts';
import * as recurrent from './layers/recurrent.ts';
import * as sequences from './layers/sequences.ts';
import { type LayerShapes, type ParameterShape, type Shape, sizeOf } from './layers/shape.ts';

export type * from './layers/attention.ts';
export { headSize } from './layers/attention.ts';
export type * from './layers/columns.ts';
export { activations } from './layers/columns.ts';
export type * from './layers/positions.ts';
export type * from './layers/recurrent.ts';
export { directionsOf } from './layers/recurrent.ts';
export type * from './layers/sequences.ts';
export type * from './layers/shape.ts';
export { initializers, sidesOf, sizeOf } from './layers/shape.ts';

/** One layer of a candidate's network. A kind of layer is an entry here, in `layerShapes` and in training/packed/layers. */
export type LayerConfig =
  | columns.DenseConfig
  | columns.BatchNormalizationConfig
  | columns.LayerNormalizationConfig
  | columns.ActivationConfig
  | columns.DropoutConfig
  | positions.ConvolutionConfig
  | positions.DepthwiseConvolutionConfig
  | positions.SqueezeExciteConfig
  | positions.PoolingConfig
  | positions.GlobalPoolingConfig
  | positions.FlattenConfig
  | recurrent.LstmConfig
  | recurrent.GruConfig
  | recurrent.SimpleRnnConfig
  | sequences.MaskingConfig
  | sequences.EmbeddingConfig
  | sequences.LastStepConfig
  | attention.AttentionConfig
  | attention.PositionalEncodingConfig;
export type LayerKind = LayerConfig['kind'];
export type ConfigOf<K extends LayerKind> = Extract<LayerConfig, { kind: K }>;

const layerShapes: { readonly [K in LayerKind]: LayerShapes<ConfigOf<K>> } = {
  dense: columns.dense,
  batchNormalization: columns.batchNormalization,
  layerNormalization: columns.layerNormalization,
  activation: columns.activation,
  dropout: columns.dropout,
  convolution: positions.convolution,
  depthwiseConvolution: positions.depthwiseConvolution,
  squeezeExcite: positions.squeezeExcite,
  pooling: positions.pooling,
  globalPooling: positions.globalPooling,
  flatten: positions.flatten,
  lstm: recurrent.lstm,
  gru: recurrent.gru,
  simpleRnn: recurrent.simpleRnn,
  masking: sequences.masking,
  embedding: sequences.embedding,
  lastStep: sequences.lastStep,
  attention: attention.attention,
  positionalEncoding: attention.positionalEncoding,
};

const shapesOf = (config: LayerConfig): LayerShapes<LayerConfig> => layerShapes[config.kind];

export const layerParameters = (config: LayerConfig, input: Shape): ParameterShape[] =>
  shapesOf(config).parameters(config, input);
export const layerState = (config: LayerConfig, input: Shape): ParameterShape[] =>
  shapesOf(config).state(config, input);
export const layerOutput = (config: LayerConfig, input: Shape): Shape => shapesOf(config).output(config, input);
/** Of a prediction of one row: a kernel takes each input once an output, at each position; a normalisation scales and shifts. */
export const layerMultiplyAdds = (config: LayerConfig, input: Shape): number =>
  shapesOf(config).multiplyAdds(config, input);
/** Numbers of the largest tensor that one row has in the layer. */
export const layerLargest = (config: LayerConfig, input: Shape): number =>
  Math.max(sizeOf(input), sizeOf(layerOutput(config, input)), shapesOf(config).largest?.(config, input) ?? 0);

/** Trained numbers of a layer. */
export const countLayerParameters = (config: LayerConfig, input: Shape): number =>
  layerParameters(config, input).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Whether steps of zeros are padding from here on: see `masking` and `embedding`. */
export const tellsPadding = ({ kind }: LayerConfig): boolean => kind === 'masking' || kind === 'embedding';
