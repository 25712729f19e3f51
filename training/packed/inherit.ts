import { type Activation, layerParameters, layerState, type ParameterShape, sizeOf } from '../../shared/layers.ts';
import { layersWithInputs, type Network } from '../../shared/network.ts';
import type { TrialState } from './trial-state.ts';

/** A trained network that another begins from. */
export interface Parent {
  readonly network: Network;
  readonly state: TrialState;
}

/**
 * What a trial begins with that begins from another's weights; its own clock then stands at `from`. `initial` is how it would begin
 * alone. Of the same structure it takes the parent's numbers, and the optimiser's where that is the same one. A wider or deeper
 * network begins as the same function (Chen et al. 2016, Net2Net), as far as that can be:
 *
 * - New units have their initial weights and go out with 0, for every activation and with batch normalisation. In the paper they are
 *   copies that share what goes out: but equal copies get equal steps from Adam, and stay copies.
 * - A new last block is the identity where relu ends it, or where it has a shortcut. Other activations without a shortcut come near
 *   it. With a normalisation it has its initial weights, and so has the head.
 * - Layer normalisation reads all columns: beside new units its outputs change.
 *
 * Over images and series a network of another structure begins anew. Of anything else what matches is copied. What it learns is its own: its best epoch is one after `from`. A parent that had ended early
 * gives its best weights.
 */
export function inherit(parent: Parent, child: Network, initial: TrialState, from: number): TrialState {
  const { finished, steps, momentum, variance, curve } = parent.state;
  // An ended trial's last numbers go on changing with its pack; those of its best epoch do not.
  const source = finished
    ? { parameters: parent.state.bestParameters, state: parent.state.bestState }
    : { parameters: parent.state.parameters, state: parent.state.state };
  const alike = structureOf(parent.network) === structureOf(child);
  const goesOn = alike && !finished && parent.network.training.optimizer === child.training.optimizer;
  const own = alike ? { parameters: source.parameters.slice(), state: source.state.slice() } : initial;
  if (!alike && child.input.length === 1) grow({ network: parent.network, ...source }, { network: child, ...own });
  const until = (course: readonly number[]): number[] =>
    Array.from({ length: from }, (_, epoch) => course[epoch] ?? course.at(-1) ?? 0);
  return {
    ...initial,
    ...own,
    momentum: goesOn ? momentum.slice() : initial.momentum,
    variance: goesOn ? variance.slice() : initial.variance,
    bestParameters: own.parameters,
    bestState: own.state,
    epochs: from,
    steps: goesOn ? steps : 0,
    curve: {
      trainingLoss: until(curve.trainingLoss),
      validationLoss: until(curve.validationLoss),
      validationScore: until(curve.validationScore),
    },
  };
}

/** Equal where every number of one network has the same place and meaning in the other. */
const structureOf = ({ blocks, head }: Network): string =>
  JSON.stringify([...blocks, { layers: head }], (key, value: unknown) =>
    key === 'rate' || key === 'initializer' ? undefined : value,
  );

interface Numbers {
  readonly network: Network;
  readonly parameters: Float32Array;
  readonly state: Float32Array;
}

/** A layer's numbers by their names: views into the network's. */
type Named = ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

/** Each layer's numbers by the layer's kind, block by block; the head's after the blocks'. */
function blocksOf({ network, parameters, state }: Numbers): ReadonlyMap<string, Named>[] {
  const reader = (all: Float32Array) => {
    let offset = 0;
    return ({ name, shape }: ParameterShape) => {
      const values = all.subarray(offset, offset + sizeOf(shape));
      offset += values.length;
      return [name, { shape, values }] as const;
    };
  };
  const [readParameter, readState] = [reader(parameters), reader(state)];
  const named = layersWithInputs(network).map(
    ({ layer, input }): Named =>
      new Map([...layerParameters(layer, input).map(readParameter), ...layerState(layer, input).map(readState)]),
  );
  let next = 0;
  return [...network.blocks.map(({ layers }) => layers), network.head].map(
    (layers) => new Map(layers.map(({ kind }) => [kind, named[next++] ?? new Map()])),
  );
}

/** Writes the parent's numbers over the child's initial ones. */
function grow(parent: Numbers, child: Numbers): void {
  const [old, own] = [blocksOf(parent), blocksOf(child)];
  const [oldHead, head] = [old.pop(), own.pop()];
  for (const [index, block] of own.slice(0, old.length).entries()) copyBlock(old[index], block);
  const fits =
    own.length < old.length
      ? // What went round a block goes on without it.
        parent.network.blocks.slice(own.length).every(({ residual }) => residual)
      : own.slice(old.length).every((_, added) => makeIdentity(child, own, old.length + added));
  if (!fits) return;
  copyBlock(oldHead, head);
  compensate(head, child.network, own.length - old.length);
}

function copyBlock(from: ReadonlyMap<string, Named> | undefined, to: ReadonlyMap<string, Named> | undefined): void {
  for (const [kind, named] of to ?? []) {
    for (const [name, { shape, values }] of named) {
      const old = from?.get(kind)?.get(name);
      if (old === undefined) continue;
      const [inputs, units] = sizesOf(shape);
      const [oldInputs, oldUnits] = sizesOf(old.shape);
      for (let input = 0; input < inputs; input++) {
        for (let unit = 0; unit < Math.min(units, oldUnits); unit++) {
          values[input * units + unit] = input < oldInputs ? (old.values[input * oldUnits + unit] ?? 0) : 0;
        }
      }
    }
  }
}

/** Of a kernel; a bias or a scale is one of a single input. */
const sizesOf = (shape: readonly number[]): [number, number] => [
  shape.length > 1 ? (shape[0] ?? 1) : 1,
  shape.at(-1) ?? 1,
];

const activationOf = ({ blocks }: Network, index: number): Activation | undefined =>
  blocks[index]?.layers.find((layer) => layer.kind === 'activation')?.activation;

/** Makes the block give what comes in, and says whether its head can be the parent's. */
function makeIdentity({ network }: Numbers, blocks: readonly ReadonlyMap<string, Named>[], index: number): boolean {
  const block = network.blocks[index];
  const dense = blocks[index]?.get('dense');
  const [kernel, bias] = [dense?.get('kernel'), dense?.get('bias')];
  const normalises = block?.layers.some(({ kind }) => kind === 'batchNormalization' || kind === 'layerNormalization');
  // What comes into the first block is no activation's.
  if (index === 0 || kernel === undefined || bias === undefined || normalises) return false;
  const [inputs, units] = sizesOf(kernel.shape);
  if (inputs > units) return false;
  const activation = activationOf(network, index);
  const shortcut = block?.residual === true;
  for (let input = 0; input < inputs; input++) {
    for (let unit = 0; unit < inputs; unit++) kernel.values[input * units + unit] = 0;
    // Zeros would never learn with relu, whose slope there is 0: it doubles what comes in, and the head halves it.
    if (!shortcut || activation === 'relu') kernel.values[input * units + input] = activation === 'sigmoid' ? 4 : 1;
  }
  // The line that touches a sigmoid at ½ is x itself for 4·(x − ½).
  if (!shortcut && activation === 'sigmoid') bias.values.fill(-2, 0, inputs);
  return true;
}

/** Takes out of the head what new blocks with shortcuts have added. */
function compensate(head: ReadonlyMap<string, Named> | undefined, network: Network, added: number): void {
  const [kernel, bias] = [head?.get('dense')?.get('kernel'), head?.get('dense')?.get('bias')];
  const blocks = network.blocks.slice(network.blocks.length - Math.max(0, added));
  const shortcuts = blocks.filter(({ residual }) => residual).length;
  if (kernel === undefined || bias === undefined || shortcuts === 0) return;
  const activation = activationOf(network, network.blocks.length - 1);
  if (activation === 'relu')
    for (const [at, value] of kernel.values.entries()) kernel.values[at] = value / 2 ** shortcuts;
  if (activation !== 'sigmoid') return;
  // sigmoid(0) = ½.
  const [inputs, units] = sizesOf(kernel.shape);
  for (let input = 0; input < inputs; input++) {
    for (let unit = 0; unit < units; unit++) {
      bias.values[unit] = (bias.values[unit] ?? 0) - (shortcuts / 2) * (kernel.values[input * units + unit] ?? 0);
    }
  }
}
