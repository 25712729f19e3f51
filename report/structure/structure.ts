import { multiplyAddsOf } from '../../shared/costs.ts';
import {
  countLayerParameters,
  type LayerConfig,
  type LayerKind,
  layerOutput,
  type Shape,
} from '../../shared/layers.ts';
import type { Block } from '../../shared/network/family.ts';
import { countParameters, layersWithInputs, type Network } from '../../shared/network.ts';
import { type LayerWords, layerInWords, shapeInWords } from './layer-words.ts';

export interface StageLayer extends LayerWords {
  readonly kind: LayerKind;
  readonly output: Shape;
  /** Of all repeats. */
  readonly parameters: number;
}

/** A block of the network, and those like it that follow. */
export interface Stage {
  /** Input, Block 1, Blocks 2–4, Output. */
  readonly title: string;
  /** Which blocks, from 1; empty for the head. */
  readonly blocks: readonly number[];
  readonly layers: readonly StageLayer[];
  readonly output: Shape;
  /** Whether its input is added to its output. */
  readonly shortcut: boolean;
  /** Of all repeats, as `multiplyAdds` are. */
  readonly parameters: number;
  /** Of a prediction of one row. */
  readonly multiplyAdds: number;
}

/** A network as it is shown: repeats are folded, and layers that do nothing left out. */
export interface Structure {
  readonly input: Shape;
  readonly stages: readonly Stage[];
  readonly head: Stage;
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/** Repeats of so many blocks in a row are found: a Transformer's are two, attention and what follows it. */
const longestPeriod = 4;

interface Placed {
  readonly block: Block;
  readonly input: Shape;
  readonly output: Shape;
  readonly shortcut: boolean;
  /** Equal of blocks that are shown as one. */
  readonly key: string;
}

export function structureOf(network: Network): Structure {
  let input = network.input;
  const placed = network.blocks.map((block): Placed => {
    const output = block.layers.reduce((shape, layer) => layerOutput(layer, shape), input);
    const shortcut = block.residual && String(input) === String(output);
    const key = JSON.stringify([block.layers, output, shortcut]);
    const entry = { block, input, output, shortcut, key };
    input = output;
    return entry;
  });
  const head: Block = { layers: network.head, residual: false };
  const output = head.layers.reduce((shape, layer) => layerOutput(layer, shape), input);
  return {
    input: network.input,
    stages: folded(placed).map((places) =>
      stageOf(
        places.flatMap((place) => placed[place] ?? []),
        places.map((place) => place + 1),
        network,
      ),
    ),
    head: stageOf([{ block: head, input, output, shortcut: false, key: '' }], [], network),
    parameters: countParameters(network),
    multiplyAdds: multiplyAddsOf(network),
  };
}

/** A network's layers line by line; those of a block that is repeated once. */
export function structureRows({ stages, head }: Structure): {
  readonly block: string;
  readonly layer: string;
  readonly output: string;
  readonly parameters: number;
}[] {
  return [...stages, head].flatMap(({ title, blocks, layers, shortcut }) =>
    layers.map(({ name, settings, output, parameters }, place) => ({
      block: place > 0 ? '' : `${title}${blocks.length > 1 ? ` (× ${blocks.length})` : ''}`,
      layer: `${name}${settings === '' ? '' : ` ${settings}`}${shortcut && place === layers.length - 1 ? ', and its input added' : ''}`,
      output: shapeInWords(output),
      parameters,
    })),
  );
}

/** Places of the blocks, those that are shown as one together. */
function folded(placed: readonly Placed[]): number[][] {
  const groups: number[][] = [];
  for (let start = 0; start < placed.length; ) {
    const [period, repeats] = longestRepeat(placed, start);
    for (let place = start; place < start + period; place++) {
      groups.push(Array.from({ length: repeats }, (_, repeat) => place + repeat * period));
    }
    start += period * repeats;
  }
  return groups;
}

/** Of the repeats that begin here, the one that folds most: how many blocks, and how often. */
function longestRepeat(placed: readonly Placed[], start: number): readonly [number, number] {
  let best: readonly [number, number] = [1, 1];
  for (let period = 1; period <= longestPeriod; period++) {
    let end = start + period;
    while (end < placed.length && placed[end]?.key === placed[end - period]?.key) end++;
    const repeats = Math.floor((end - start) / period);
    if (period * (repeats - 1) > best[0] * (best[1] - 1)) best = [period, repeats];
  }
  return best;
}

function stageOf(repeats: readonly Placed[], blocks: readonly number[], network: Network): Stage {
  const [first] = repeats;
  const alone = repeats.map(({ block, input }): Network => ({ ...network, input, blocks: [block], head: [] }));
  const layers = alone.map(layersWithInputs);
  const shown = (layers[0] ?? []).map(({ layer, input }, place) => ({
    ...layerInWords(layer, input),
    kind: layer.kind,
    output: layerOutput(layer, input),
    parameters: sum(layers.map((each) => parametersOf(each[place]))),
    idle: layer.kind === 'dropout' && layer.rate === 0,
  }));
  return {
    title: titleOf(blocks),
    blocks,
    layers: shown.filter(({ idle }) => !idle),
    output: first?.output ?? [],
    shortcut: first?.shortcut ?? false,
    parameters: sum(alone.map(countParameters)),
    multiplyAdds: sum(alone.map(multiplyAddsOf)),
  };
}

function titleOf(blocks: readonly number[]): string {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (first === undefined || last === undefined) return 'Output';
  if (first === last) return `Block ${first}`;
  const inARow = last - first === blocks.length - 1;
  return `Blocks ${inARow ? `${first}–${last}` : blocks.join(', ')}`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const parametersOf = (placed: { layer: LayerConfig; input: Shape } | undefined): number =>
  placed === undefined ? 0 : countLayerParameters(placed.layer, placed.input);
