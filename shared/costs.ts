import { z } from 'zod';
import type { Candidate } from './candidate.ts';
import {
  directionsOf,
  type LayerKind,
  layerMultiplyAdds,
  layerParameters,
  layerState,
  sizeOf,
  tellsPadding,
} from './layers.ts';
import { dollarsASecond } from './money/call.ts';
import { layersWithInputs, type Network, networkOf } from './network.ts';
import type { PackingShape } from './packing/outline.ts';
import { predictPack } from './packing.ts';

/**
 * What a candidate costs, all known before it is trained and all the less the better. `bytes`: of its weights as 32-bit floats;
 * `multiplyAdds`: a prediction of one row; `latency`: predicted microseconds of such a prediction on one core; `dollars`: of
 * training it to the full budget, at the list price of the cheapest tier.
 */
const costNames = ['bytes', 'multiplyAdds', 'latency', 'dollars'] as const;
export const costNameSchema = z.enum(costNames);
export type CostName = z.infer<typeof costNameSchema>;
export const costsSchema = z.partialRecord(costNameSchema, z.number());
export type Costs = z.infer<typeof costsSchema>;

/**
 * Microseconds of predicting one row, as measured of saved models (bench/latency.ts; x86-64, one row a call, native engine): a call
 * and its outputs, each layer, and each multiply-add of a large kernel, which is as fast as its weights are read. Of small networks
 * the layers are nearly all. A convolution uses what it has read at every position. Constants and not measured anew on each machine: the choice of a model must be the same everywhere.
 */
const latencyCost: Readonly<Record<LayerKind | 'call' | 'multiplyAdd' | 'convolvedMultiplyAdd', number>> = {
  call: 330,
  dense: 90,
  batchNormalization: 70,
  layerNormalization: 530,
  activation: 60,
  dropout: 40,
  convolution: 95,
  depthwiseConvolution: 55,
  squeezeExcite: 500,
  pooling: 40,
  globalPooling: 65,
  flatten: 75,
  lstm: 40,
  gru: 40,
  simpleRnn: 40,
  masking: 420,
  embedding: 400,
  lastStep: 55,
  attention: 420,
  positionalEncoding: 350,
  multiplyAdd: 0.00025,
  convolvedMultiplyAdd: 0.000022,
};

/** What tfjs takes for each step and direction of a recurrent layer, and more where steps are masked. */
const stepCost: Readonly<Partial<Record<LayerKind, number>>> = { lstm: 590, gru: 900, simpleRnn: 350 };
const maskedStepCost = 280;
/** What each head of an attention takes, and more where steps are masked. */
const headCost = 830;
const maskedHeadCost = 260;

/** What one candidate trained alone pays for: the least that Fargate rents, at its list price. */
const cheapestPlace = { tier: 'fargate', vcpus: 1, memoryMiB: 2048, architecture: 'arm', spot: false } as const;

/** What costs are worked out of. */
interface Costed {
  readonly candidate: Candidate;
  readonly network: Network;
  readonly shape: PackingShape;
  readonly epochs: number;
  /** Folds that it is trained on. */
  readonly folds: number;
}

const costs: Readonly<Record<CostName, (costed: Costed) => number>> = {
  bytes: ({ network }) =>
    4 *
    layersWithInputs(network)
      .flatMap(({ layer, input }) => [...layerParameters(layer, input), ...layerState(layer, input)])
      .reduce((total, { shape }) => total + sizeOf(shape), 0),
  multiplyAdds: ({ network }) => multiplyAddsOf(network),
  latency: ({ network }) => latencyOf(network),
  dollars: ({ candidate, shape, epochs, folds }) => {
    const { seconds } = predictPack([{ trialId: '', candidate, fromEpochs: 0, epochs }], shape);
    return seconds * folds * dollarsASecond(cheapestPlace).high;
  },
};

/** Of a prediction of one row. */
export const multiplyAddsOf = (network: Network): number =>
  layersWithInputs(network).reduce((total, { layer, input }) => total + layerMultiplyAdds(layer, input), 0);

/** Predicted microseconds of a prediction of one row. */
export function latencyOf(network: Network): number {
  const layers = layersWithInputs(network);
  const multiplyAdds = (convolved: boolean): number =>
    layers
      .filter(({ layer: { kind } }) => (kind === 'convolution' || kind === 'depthwiseConvolution') === convolved)
      .reduce((total, { layer, input }) => total + layerMultiplyAdds(layer, input), 0);
  const { call, multiplyAdd, convolvedMultiplyAdd } = latencyCost;
  const masked = layers.some(({ layer }) => tellsPadding(layer));
  const ofSteps = ({ layer, input }: (typeof layers)[number]): number => {
    const ofOne = stepCost[layer.kind];
    const directions = 'bidirectional' in layer ? directionsOf(layer) : 1;
    return ofOne === undefined ? 0 : (input[0] ?? 1) * directions * (ofOne + (masked ? maskedStepCost : 0));
  };
  const ofHeads = ({ layer }: (typeof layers)[number]): number =>
    'heads' in layer ? layer.heads * (headCost + (masked ? maskedHeadCost : 0)) : 0;
  return layers.reduce(
    (total, one) => total + latencyCost[one.layer.kind] + ofSteps(one) + ofHeads(one),
    call + multiplyAdd * multiplyAdds(false) + convolvedMultiplyAdd * multiplyAdds(true),
  );
}

/**
 * The named costs of a candidate; `dollars` counts `epochs` on each of the folds. Pure, and the same on every machine. Throws
 * SearchError InvalidSpec where a parameter's value is none the family knows.
 */
export function costsOf(
  candidate: Candidate,
  names: readonly CostName[],
  training: { readonly shape: PackingShape; readonly epochs: number; readonly folds: number },
): Costs {
  if (names.length === 0) return {};
  const { input, outputs, vocabulary } = training.shape;
  const network = networkOf(candidate, input, outputs, vocabulary);
  return Object.fromEntries(names.map((name) => [name, costs[name]({ candidate, network, ...training })]));
}
