import type { Candidate, ParameterValue } from '../shared/candidate.ts';
import type { MetricName } from '../shared/metrics.ts';
import type { FamilyName } from '../shared/network.ts';
import type { Task } from '../shared/task.ts';
import { formatNumber } from './page/format.js';

const metricLabels: Readonly<Record<MetricName, string>> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  f1: 'F1',
  f1Macro: 'F1 (macro)',
  f1Weighted: 'F1 (weighted)',
  logLikelihood: 'log-likelihood',
  rocAuc: 'ROC AUC',
  mcc: 'Matthews correlation',
  rmse: 'RMSE',
  mae: 'MAE',
  r2: 'R²',
};

export const taskLabels: Readonly<Record<Task, string>> = {
  binary: 'Classification, two classes',
  multiclass: 'Classification, several classes',
  regression: 'Regression',
};

export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const isMetric = (name: string): name is MetricName => Object.hasOwn(metricLabels, name);
export const metricLabel = (name: string): string => (isMetric(name) ? metricLabels[name] : name);

/** `learningRate` → learning rate, `width.2` → width 2. */
export const parameterLabel = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace('.', ' ');

export function valueLabel(value: ParameterValue): string {
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}

/** "1 row", "2 rows". */
export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en-GB')} ${noun}${count === 1 ? '' : 's'}`;

/** What one row is, by its shape: "4 features", "28 steps of 3 numbers", "images of 28 × 28". */
export function rowInWords(featureShape: readonly number[]): string {
  const [first = 0, second = 0, channels] = featureShape;
  if (featureShape.length < 2) return plural(first, 'feature');
  if (channels === undefined) return `${plural(first, 'step')} of ${plural(second, 'number')}`;
  return `images of ${first} × ${second}${channels === 1 ? '' : ` × ${channels}`}`;
}

/** "a, b and c". */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** Cut so that a hostile or careless name cannot fill the page. */
export const shortened = (text: string, length = 80): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

const names: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  elu: 'ELU',
  selu: 'SELU',
  gelu: 'GELU',
  swish: 'Swish',
  sgd: 'SGD',
  momentum: 'SGD with momentum',
  nesterov: 'SGD with Nesterov momentum',
  adam: 'Adam',
  adamw: 'AdamW',
  rmsprop: 'RMSProp',
  lstm: 'LSTM',
  gru: 'GRU',
  simpleRnn: 'simple RNN',
};
/** A value of a candidate as people write it: `relu` → ReLU. */
export const valueInWords = (value: ParameterValue): string => {
  const text = shortened(valueLabel(value));
  return names[text] ?? text;
};

const numberWords = ['Two', 'Three', 'Four', 'Five', 'Six'];

/** `from` is what goes into the first of them. */
function hiddenLayers(candidate: Candidate, from: string): string {
  const depth = typeof candidate.depth === 'number' ? candidate.depth : 1;
  if (depth === 0) return `No hidden layer: ${from} go straight to the outputs`;
  const widths = Array.from({ length: Math.min(depth, 20) }, (_item, index) =>
    valueLabel(candidate[`width.${index + 1}`] ?? candidate.width ?? 32),
  );
  if (depth === 1) return `One hidden layer of ${widths[0]} units`;
  const count = numberWords[depth - 2] ?? formatNumber(depth);
  return new Set(widths).size === 1
    ? `${count} hidden layers of ${widths[0]} units each`
    : `${count} hidden layers of ${listed(widths)} units`;
}

/** What cells have beside their convolutions. */
const cellWords: Readonly<Record<string, string>> = {
  residual: 'shortcuts',
  separable: 'separable convolutions',
  squeezeExcite: 'channels weighed by their means',
};

/** What comes before the hidden layers, by family; of a table, and where the family is fully connected, nothing does. */
const familyWords: Readonly<Record<FamilyName, (candidate: Candidate) => string>> = {
  fullyConnected: () => '',
  convolutional({ stages = 2, repeats = 1, filters = 16, widen = 2, kernel = 3, cell, pool = 'max', globalPool }) {
    const convolutions = plural(Number(stages) * Number(repeats), 'convolution');
    const wider = Number(stages) > 1 && widen !== 1 ? `, ${valueLabel(widen)} × as many in each further stage` : '';
    const parts = [
      cell === undefined ? undefined : cellWords[String(cell)],
      pool === 'none' ? undefined : pool === 'stride' ? 'strides' : `${valueInWords(pool)} pooling`,
      globalPool === true ? 'each filter’s mean at the end' : undefined,
    ].filter((part) => part !== undefined);
    const end = parts.length > 0 ? `; with ${listed(parts)}` : '';
    return `${convolutions} in ${plural(Number(stages), 'stage')}: ${plural(Number(filters), 'filter')} of ${valueLabel(kernel)} a side${wider}${end}. `;
  },
  recurrent({ recurrentLayer = 'lstm', recurrentLayers = 1, units = 32, bidirectional, front = 0 }) {
    const halving = `${plural(Number(front), 'convolution')}, each halving the steps, and `;
    const layers = `${plural(Number(recurrentLayers), `${valueInWords(recurrentLayer)} layer`)} of ${plural(Number(units), 'unit')}`;
    const ways = bidirectional === true ? ' in each direction' : '';
    return `${front === 0 ? '' : halving}${layers}${ways}. `;
  },
  attention({ blocks = 2, modelWidth = 32, heads = 2, feedForward = 2 }) {
    const encoder = plural(Number(blocks), 'Transformer block');
    const each = `attention of ${plural(Number(heads), 'head')} and a layer of ${plural(Number(feedForward) * Number(modelWidth), 'unit')} at each step`;
    return `${encoder} of ${plural(Number(modelWidth), 'number')} a step: ${each}; then the mean over the steps. `;
  },
};

const isFamily = (name: ParameterValue | undefined): name is FamilyName =>
  typeof name === 'string' && Object.hasOwn(familyWords, name);

/** A candidate as sentences: how it is built, how it is trained. What it does not say, it leaves out. */
export function candidateInWords(candidate: Candidate): string {
  const { family } = candidate;
  const before = isFamily(family) ? familyWords[family](candidate) : '';
  const layers = `${before}${hiddenLayers(candidate, before === '' ? 'the features' : 'their numbers')}`;
  const { activation, normalisation, dropout, residual, optimizer, learningRate, schedule, batchSize } = candidate;
  const parts = [
    activation === undefined ? undefined : `${valueInWords(activation)} activation`,
    normalisation === undefined || normalisation === 'none'
      ? undefined
      : `${valueInWords(normalisation)} normalisation`,
    typeof dropout === 'number' && dropout > 0 ? `dropout ${formatNumber(dropout)}` : undefined,
    residual === true ? 'residual connections' : undefined,
  ].filter((part) => part !== undefined);
  const settings = [
    learningRate === undefined ? undefined : `learning rate ${valueLabel(learningRate)}`,
    batchSize === undefined ? undefined : `batches of ${valueLabel(batchSize)}`,
    schedule === undefined || schedule === 'constant' ? undefined : `${valueInWords(schedule)} schedule`,
  ].filter((part) => part !== undefined);
  const structure = `${layers}${parts.length > 0 ? ` with ${listed(parts)}` : ''}.`;
  if (optimizer === undefined && settings.length === 0) return structure;
  const trainer = optimizer === undefined ? 'Trained' : `Trained with ${valueInWords(optimizer)}`;
  return `${structure} ${trainer}${settings.length > 0 ? `, ${settings.join(', ')}` : ''}.`;
}
