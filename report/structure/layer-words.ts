import type { ConfigOf, LayerConfig, LayerKind, Shape } from '../../shared/layers.ts';
import { sidesOf } from '../../shared/layers.ts';
import { formatNumber } from '../page/format.js';
import { capitalise, plural, valueInWords } from '../words.ts';

/** A layer as it is shown: what it is called, and the numbers that it has beside its input's. */
export interface LayerWords {
  readonly name: string;
  readonly settings: string;
}

/** [28, 28, 3] → 28 × 28 × 3. */
export const shapeInWords = (shape: Shape): string => shape.map((side) => formatNumber(side)).join(' × ');

/** As many positions on each of the input's sides: 3 × 3, or 3 steps. */
const window = (size: number, input: Shape): string =>
  input.length === 2 ? plural(size, 'step') : shapeInWords(sidesOf(input).map(() => size));

const recurrentWords = ({ units, bidirectional = false }: ConfigOf<'lstm' | 'gru' | 'simpleRnn'>): string[] => [
  plural(units, 'unit'),
  ...(bidirectional ? ['in both directions'] : []),
];

const words: { readonly [K in LayerKind]: (config: ConfigOf<K>, input: Shape) => readonly [string, ...string[]] } = {
  dense: ({ units }) => ['Dense', plural(units, 'unit')],
  batchNormalization: () => ['Batch normalisation'],
  layerNormalization: () => ['Layer normalisation'],
  activation: ({ activation }) => [capitalise(valueInWords(activation))],
  dropout: ({ rate }) => ['Dropout', formatNumber(rate)],
  convolution: ({ filters, kernel, stride }, input) => [
    'Convolution',
    `${plural(filters, 'filter')} of ${window(kernel, input)}`,
    ...(stride === 1 ? [] : [`stride ${stride}`]),
  ],
  depthwiseConvolution: ({ kernel, stride }, input) => [
    'Depthwise convolution',
    window(kernel, input),
    ...(stride === 1 ? [] : [`stride ${stride}`]),
  ],
  squeezeExcite: ({ ratio }) => ['Squeeze-and-excite', `a unit for ${plural(ratio, 'channel')}`],
  pooling: ({ pooling, size }, input) => [`${capitalise(pooling)} pooling`, window(size, input)],
  globalPooling: () => ['Global average pooling'],
  flatten: () => ['Flatten'],
  lstm: (config) => ['LSTM', ...recurrentWords(config)],
  gru: (config) => ['GRU', ...recurrentWords(config)],
  simpleRnn: (config) => ['Simple RNN', ...recurrentWords(config)],
  masking: () => ['Masking of padded steps'],
  embedding: ({ vocabulary, units }) => ['Embedding', plural(vocabulary, 'token'), plural(units, 'number')],
  lastStep: () => ['Last step'],
  attention: ({ units, heads }) => ['Self-attention', plural(units, 'unit'), plural(heads, 'head')],
  positionalEncoding: () => ['Positional encoding'],
};

export function layerInWords(layer: LayerConfig, input: Shape): LayerWords {
  const wordsOf: (config: LayerConfig, input: Shape) => readonly [string, ...string[]] = words[layer.kind] as never;
  const [name, ...settings] = wordsOf(layer, input);
  return { name, settings: settings.join(', ') };
}
