import type { ConfigOf, LayerConfig, LayerKind } from '../../../shared/layers.ts';
import { activation } from './activation.ts';
import { attention } from './attention.ts';
import { convolution } from './convolution.ts';
import { dense } from './dense.ts';
import { depthwiseConvolution } from './depthwise-convolution.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { globalPooling } from './global-pooling.ts';
import { gru } from './gru.ts';
import { lastStep } from './last-step.ts';
import type { PackedLayer } from './layer.ts';
import { lstm } from './lstm.ts';
import { masking } from './masking.ts';
import { batchNormalization, layerNormalization } from './normalization.ts';
import { pooling } from './pooling.ts';
import { positionalEncoding } from './positional-encoding.ts';
import { simpleRnn } from './simple-rnn.ts';
import { squeezeExcite } from './squeeze-excite.ts';

/** The only place where packed layers are named: add a file, add a line. */
const packedLayers: { readonly [K in LayerKind]: PackedLayer<ConfigOf<K>> } = {
  dense,
  activation,
  dropout,
  batchNormalization,
  layerNormalization,
  convolution,
  depthwiseConvolution,
  squeezeExcite,
  pooling,
  globalPooling,
  flatten,
  lstm,
  gru,
  simpleRnn,
  masking,
  embedding,
  lastStep,
  attention,
  positionalEncoding,
};

export const packedLayer = (kind: LayerKind): PackedLayer<LayerConfig> => packedLayers[kind];
