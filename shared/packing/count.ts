import {
  countLayerParameters,
  directionsOf,
  headSize,
  type LayerConfig,
  type LayerKind,
  layerLargest,
  layerMultiplyAdds,
  layerOutput,
  layerParameters,
  type Shape,
  sidesOf,
  sizeOf,
  tellsPadding,
} from '../layers.ts';
import type { PackingTerms } from './cost-model.ts';
import { packBytes, rowsEvaluated } from './memory.ts';
import type { Outline, OutlinedBlock, PackingShape } from './outline.ts';

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
  /** Scores of attention: of each pair of steps, in each head; and copies of what it makes, by head and by row, which take memory alone. */
  attended: number;
  turned: number;
  /** Of each convolution that reads another layer. */
  readonly patches: number[];
  /** What depthwise convolutions read: one kernel position after the other, so that it stays in the cache. */
  reads: number;
  /** Of recurrent layers: operations, which do all trials at once, numbers of the gates, and multiply-adds. */
  operations: number;
  gated: number;
  recurred: number;
  /** Of the rows themselves: the same for all trials, and without a gradient. */
  sharedPatches: number;
  /** Multiply-adds of what reads the rows themselves, which need no gradient. */
  firstMultiplyAdds: number;
  firstConvolved: number;
  firstRecurred: number;
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
  /** Whether padded steps are told from real ones. */
  readonly isMasked: boolean;
}

/** Operations of a recurrent layer at each step of a row, forward and back, as counted; and those that hold its states over padded steps. */
const recurrentOperations = {
  lstm: { plain: 48, held: 13 },
  gru: { plain: 45, held: 7 },
  simpleRnn: { plain: 14, held: 7 },
};

const lastOf = (shape: Shape): number => shape.at(-1) ?? 1;

function addLayer(numbers: Numbers, layer: LayerConfig, { input, active, isFirst, isMasked }: Place): void {
  switch (layer.kind) {
    case 'dense': {
      const multiplyAdds = active * sizeOf(input) * layer.units;
      numbers.parameters += active * (lastOf(input) + 1) * layer.units;
      if (input.length > 1) {
        numbers.mapped += active * sizeOf(layerOutput(layer, input));
        numbers.convolved += multiplyAdds;
        if (isFirst) numbers.firstConvolved += multiplyAdds;
        return;
      }
      numbers.hidden += active * layer.units;
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
      numbers.parameters += active * countLayerParameters(layer, input);
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
    case 'simpleRnn': {
      const { plain, held } = recurrentOperations[layer.kind];
      const [kernel] = layerParameters(layer, input);
      const recurred = active * layerMultiplyAdds(layer, input);
      numbers.parameters += active * countLayerParameters(layer, input);
      numbers.operations += (input[0] ?? 1) * directionsOf(layer) * (plain + (isMasked ? held : 0));
      numbers.gated += active * layerLargest(layer, input);
      numbers.recurred += recurred;
      if (isFirst) numbers.firstRecurred += active * (input[0] ?? 1) * sizeOf(kernel?.shape ?? []);
      return;
    }
    case 'embedding':
      numbers.parameters += active * countLayerParameters(layer, input);
      numbers.mapped += active * layerLargest(layer, input);
      numbers.convolved += active * layerMultiplyAdds(layer, input);
      return;
    case 'attention': {
      const steps = sizeOf(sidesOf(input));
      numbers.parameters += active * countLayerParameters(layer, input);
      numbers.mapped += active * steps * (4 * layer.heads * headSize(layer) + layer.units);
      numbers.convolved += active * layerMultiplyAdds(layer, input);
      numbers.attended += active * layer.heads * steps * steps;
      numbers.turned += active * steps * (6 * layer.heads * headSize(layer) + layer.units);
      return;
    }
    case 'positionalEncoding':
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
    attended: 0,
    turned: 0,
    patches: [],
    reads: 0,
    operations: 0,
    gated: 0,
    recurred: 0,
    sharedPatches: 0,
    firstMultiplyAdds: 0,
    firstConvolved: 0,
    firstRecurred: 0,
    largest: 0,
  };
  let input = shape.input;
  let isFirst = true;
  let isMasked = false;
  let head = depths.includes(0) ? sizeOf(input) : 0;
  const hidden: OutlinedBlock[] = [];
  for (const [level, block] of blocks.entries()) {
    const { layers, sizes, active } = block;
    const isHidden = input.length === 1 && layers.some(({ kind }) => kind === 'dense');
    if (isHidden) hidden.push(block);
    for (const [index, plain] of layers.entries()) {
      const layer = padded(plain, sizes[index] ?? 0);
      addLayer(numbers, layer, { input, active, isFirst, isMasked });
      isFirst &&= (sizes[index] ?? 0) === 0;
      const output = layerOutput(layer, input);
      isMasked = tellsPadding(layer) || (isMasked && output[0] === input[0]);
      if (input.length > 1 || output.length > 1)
        numbers.largest = Math.max(numbers.largest, layerLargest(layer, input));
      input = output;
    }
    // The heads are as wide as the widest hidden layer, and as what is before them where a trial has none.
    if (isHidden || depths.includes(level + 1)) head = Math.max(head, sizeOf(input));
  }
  return { numbers, head, hidden };
}

/** Numbers of a tensor that a cache holds until the next operation reads them. */
const cachedNumbers = 1 << 19;

/** How often trials of this outline pay, as one pack, for each entry of the cost model. */
export function count(outline: Outline, shape: PackingShape): Counted {
  const { any, trials, blocks, depths } = outline;
  const { trial, network } = any;
  const { numbers, head, hidden } = walk(outline, shape);
  const parameters = numbers.parameters + trials * (head + 1) * shape.outputs;
  const forward = numbers.multiplyAdds + trials * head * shape.outputs;
  const epochs = trial.epochs - trial.fromEpochs;
  const stepsPerEpoch = Math.ceil(shape.rows / network.training.batchSize);
  const batch = Math.ceil(shape.rows / stepsPerEpoch);
  const steps = epochs * stepsPerEpoch;
  const trained = steps * batch;
  const evaluated = epochs * shape.validationRows;
  const layersOf = (kind: LayerKind): number =>
    blocks.flatMap(({ layers }) => layers).filter((layer) => layer.kind === kind).length;
  const convolutions = layersOf('convolution') + layersOf('depthwiseConvolution');
  const attentions = layersOf('attention');
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
      buildAttention: attentions,
      stepAttention: steps * attentions,
      attended: trained * numbers.attended,
      evaluatedAttended: evaluated * numbers.attended,
      buildOperation: numbers.operations,
      stepOperation: steps * numbers.operations,
      evaluatedOperation: epochs * numbers.operations,
      gated: trained * numbers.gated,
      evaluatedGated: evaluated * numbers.gated,
      recurred: trained * (3 * numbers.recurred - numbers.firstRecurred) + evaluated * numbers.recurred,
    },
    parameters,
    bytes: packBytes({
      parameters,
      hidden: numbers.hidden,
      mapped:
        numbers.mapped + numbers.mapNormalised + numbers.moved + numbers.attended + numbers.turned + numbers.gated,
      patches: patches + numbers.reads + numbers.sharedPatches,
      batch,
      evaluated: Math.min(shape.validationRows, rowsEvaluated(trials, numbers.largest)),
    }),
  };
}
