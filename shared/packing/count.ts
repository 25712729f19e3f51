import {
  type LayerConfig,
  layerLargest,
  layerMultiplyAdds,
  layerOutput,
  layerParameters,
  type Shape,
  sidesOf,
  sizeOf,
} from '../layers.ts';
import type { PackingTerms } from './cost-model.ts';
import { packBytes, rowsEvaluated } from './memory.ts';
import type { Outline, PackingShape } from './outline.ts';

interface Counted {
  readonly terms: PackingTerms;
  /** Padded numbers, of all trials. */
  readonly parameters: number;
  /** Of the pack's tensors. */
  readonly bytes: number;
}

/** Numbers of layers, of all trials that have them: parameters, and what each row has of the others. */
interface Numbers {
  parameters: number;
  /** Of fully connected layers. */
  hidden: number;
  normalised: number;
  multiplyAdds: number;
  /** Of convolutions. */
  mapped: number;
  mapNormalised: number;
  moved: number;
  convolved: number;
  /** Of each convolution that reads another layer. */
  readonly patches: number[];
  /** What depthwise convolutions read: one kernel position after the other, so that it stays in the cache. */
  reads: number;
  /** Of the rows themselves: the same for all trials, and without a gradient. */
  sharedPatches: number;
  /** Multiply-adds of what reads the rows themselves, which need no gradient. */
  firstMultiplyAdds: number;
  firstConvolved: number;
  /** Of the largest tensor over positions that a trial and row has. */
  largest: number;
}

/** Where a walk through the layers stands. */
interface Place {
  readonly input: Shape;
  /** Trials that have the layer. */
  readonly active: number;
  /** Whether no layer with a kernel came before. */
  readonly isFirst: boolean;
}

const lastOf = (shape: Shape): number => shape.at(-1) ?? 1;

function addLayer(numbers: Numbers, layer: LayerConfig, { input, active, isFirst }: Place): void {
  switch (layer.kind) {
    case 'dense': {
      const multiplyAdds = active * sizeOf(input) * layer.units;
      numbers.parameters += active * (lastOf(input) + 1) * layer.units;
      numbers.hidden += active * sizeOf(sidesOf(input)) * layer.units;
      numbers.multiplyAdds += multiplyAdds;
      if (isFirst) numbers.firstMultiplyAdds += multiplyAdds;
      return;
    }
    case 'convolution': {
      const output = layerOutput(layer, input);
      const weights = layer.kernel ** sidesOf(input).length * lastOf(input);
      const patches = sizeOf(sidesOf(output)) * weights;
      const convolved = active * patches * layer.filters;
      numbers.parameters += active * (weights + 1) * layer.filters;
      numbers.mapped += active * sizeOf(output);
      numbers.convolved += convolved;
      if (isFirst) {
        numbers.sharedPatches += patches;
        numbers.firstConvolved += convolved;
      } else numbers.patches.push(active * patches);
      return;
    }
    case 'depthwiseConvolution': {
      const output = layerOutput(layer, input);
      const reads = layer.kernel ** sidesOf(input).length;
      numbers.parameters += active * reads * lastOf(input);
      numbers.mapped += active * sizeOf(output);
      numbers.reads += active * reads * sizeOf(output);
      return;
    }
    // Added up and weighed, as a normalisation does.
    case 'squeezeExcite':
      numbers.parameters += active * layerParameters(layer, input).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      numbers.mapNormalised += active * sizeOf(input);
      return;
    case 'batchNormalization':
    case 'layerNormalization':
      if (input.length > 1) numbers.mapNormalised += active * sizeOf(input);
      else numbers.normalised += active * sizeOf(input);
      return;
    case 'pooling':
    case 'globalPooling':
    case 'flatten':
      numbers.moved += active * sizeOf(input);
      return;
    case 'lstm':
    case 'gru':
    case 'simpleRnn':
    case 'embedding':
      numbers.parameters += active * layerParameters(layer, input).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      numbers.mapped += active * layerLargest(layer, input);
      numbers.convolved += active * layerMultiplyAdds(layer, input);
      return;
    case 'lastStep':
    case 'masking':
    case 'activation':
    case 'dropout':
      return;
  }
}

/** The layer as wide as the widest of its pack. */
function padded(layer: LayerConfig, size: number): LayerConfig {
  if ('units' in layer) return { ...layer, units: size };
  return 'filters' in layer ? { ...layer, filters: size } : layer;
}

const isNormalisation = ({ kind }: LayerConfig): boolean =>
  kind === 'batchNormalization' || kind === 'layerNormalization';

/** What the layers of an outline come to. */
function walk({ blocks, depths }: Outline, shape: PackingShape) {
  const numbers: Numbers = {
    parameters: 0,
    hidden: 0,
    normalised: 0,
    multiplyAdds: 0,
    mapped: 0,
    mapNormalised: 0,
    moved: 0,
    convolved: 0,
    patches: [],
    reads: 0,
    sharedPatches: 0,
    firstMultiplyAdds: 0,
    firstConvolved: 0,
    largest: 0,
  };
  let input = shape.input;
  let isFirst = true;
  let head = depths.includes(0) ? sizeOf(input) : 0;
  for (const [level, { layers, sizes, active }] of blocks.entries()) {
    for (const [index, plain] of layers.entries()) {
      const layer = padded(plain, sizes[index] ?? 0);
      addLayer(numbers, layer, { input, active, isFirst });
      isFirst &&= (sizes[index] ?? 0) === 0;
      const output = layerOutput(layer, input);
      if (input.length > 1 || output.length > 1)
        numbers.largest = Math.max(numbers.largest, layerLargest(layer, input));
      input = output;
    }
    // The heads are as wide as the widest hidden layer, and as what is before them where a trial has none.
    if (isHidden(layers) || depths.includes(level + 1)) head = Math.max(head, sizeOf(input));
  }
  return { numbers, head };
}

const isHidden = (layers: readonly LayerConfig[]): boolean => layers.some(({ kind }) => kind === 'dense');

/** Numbers of a tensor that a cache holds until the next operation reads them. */
const cachedNumbers = 1 << 19;

/** How often trials of this outline pay, as one pack, for each entry of the cost model. */
export function count(outline: Outline, shape: PackingShape): Counted {
  const { any, trials, blocks, depths } = outline;
  const { trial, network } = any;
  const { numbers, head } = walk(outline, shape);
  const parameters = numbers.parameters + trials * (head + 1) * shape.outputs;
  const forward = numbers.multiplyAdds + trials * head * shape.outputs;
  const epochs = trial.epochs - trial.fromEpochs;
  const stepsPerEpoch = Math.ceil(shape.rows / network.training.batchSize);
  const batch = Math.ceil(shape.rows / stepsPerEpoch);
  const steps = epochs * stepsPerEpoch;
  const trained = steps * batch;
  const evaluated = epochs * shape.validationRows;
  const hidden = blocks.filter(({ layers }) => isHidden(layers));
  const convolutions = blocks
    .flatMap(({ layers }) => layers)
    .filter(({ kind }) => kind === 'convolution' || kind === 'depthwiseConvolution').length;
  const patches = numbers.patches.reduce((sum, own) => sum + own, 0);
  // Taken out and multiplied, each by itself.
  const moves = patches + 2 * numbers.reads;
  const spilled = numbers.patches.reduce((sum, own) => sum + Math.max(0, own - cachedNumbers / batch), 0);
  return {
    terms: {
      build: 1,
      buildBlock: hidden.length,
      buildParameter: parameters,
      step: steps,
      stepBlock: steps * hidden.length,
      stepNormalisation: steps * hidden.filter(({ layers }) => layers.some(isNormalisation)).length,
      stepStrip: steps * depths.reduce((total, depth) => total + depth - (blocks.length - hidden.length), 0),
      parameter: steps * parameters,
      hidden: trained * numbers.hidden,
      normalised: trained * numbers.normalised,
      // Going back, a kernel's gradient and its input's are a product each; the rows need none.
      multiplyAdd: trained * (3 * forward - numbers.firstMultiplyAdds) + evaluated * forward,
      evaluation: epochs,
      evaluatedHidden: evaluated * numbers.hidden,
      output: trained * trials * shape.outputs,
      scored: evaluated * trials * shape.outputs,
      buildConvolution: convolutions,
      stepConvolution: steps * convolutions,
      mapped: trained * numbers.mapped,
      mapNormalised: trained * numbers.mapNormalised,
      moved: trained * numbers.moved,
      patch: trained * moves,
      sharedPatch: (trained + evaluated) * numbers.sharedPatches,
      spilled: trained * spilled,
      convolved: trained * (3 * numbers.convolved - numbers.firstConvolved) + evaluated * numbers.convolved,
      evaluatedMapped: evaluated * numbers.mapped,
      evaluatedPatch: evaluated * moves,
    },
    parameters,
    bytes: packBytes({
      parameters,
      hidden: numbers.hidden,
      mapped: numbers.mapped + numbers.mapNormalised + numbers.moved,
      patches: patches + numbers.reads + numbers.sharedPatches,
      batch,
      evaluated: Math.min(shape.validationRows, rowsEvaluated(trials, numbers.largest)),
    }),
  };
}
