import type { Candidate } from '../candidate.ts';
import type { LayerConfig, Shape } from '../layers.ts';
import { countParameters, type Network, networkOf } from '../network.ts';

/** A trial to be packed. It stands at `fromEpochs` and is trained until `epochs`. */
export interface Packable {
  readonly trialId: string;
  readonly candidate: Candidate;
  readonly fromEpochs: number;
  readonly epochs: number;
}

export interface PackingShape {
  /** Training rows. */
  readonly rows: number;
  /** Shape of one of them. */
  readonly input: Shape;
  /** Classes; 1 for regression. */
  readonly outputs: number;
  readonly validationRows: number;
  /** Of text: how many tokens there are. */
  readonly vocabulary?: number;
}

export interface Sized {
  readonly trial: Packable;
  readonly network: Network;
  readonly blocks: readonly OutlinedBlock[];
  readonly parameters: number;
}

/** A block of trials that may become a pack. */
export interface OutlinedBlock {
  /** What of its layers must be the same in a pack. */
  readonly signature: string;
  readonly layers: readonly LayerConfig[];
  /** Units or filters of its layers, as padded to the largest trial's; 0 for those that keep their input's. */
  readonly sizes: readonly number[];
  /** Trials that have it. */
  readonly active: number;
}

/** What trials that may become a pack are padded to. */
export interface Outline {
  readonly any: Sized;
  readonly trials: number;
  /** Of the deepest. */
  readonly blocks: readonly OutlinedBlock[];
  /** Distinct depths of the trials. */
  readonly depths: readonly number[];
}

/** Fields of a layer that trials of one pack may differ in: what is padded, and what each has a coefficient or a mask for. */
const free = new Set(['units', 'filters', 'initializer', 'rate', 'activation']);

const signatureOf = (layers: readonly LayerConfig[]): string =>
  layers
    .map((layer) =>
      Object.entries(layer)
        .flatMap(([field, value]) => (free.has(field) ? [] : [`${field} ${value}`]))
        .join(' '),
    )
    .join('+');

const sizeOfLayer = (layer: LayerConfig): number =>
  'units' in layer ? layer.units : 'filters' in layer ? layer.filters : 0;

export function sized(trial: Packable, shape: PackingShape): Sized {
  const network = networkOf(trial.candidate, shape.input, shape.outputs, shape.vocabulary);
  const blocks = network.blocks.map(
    ({ layers }): OutlinedBlock => ({
      signature: signatureOf(layers),
      layers,
      sizes: layers.map(sizeOfLayer),
      active: 1,
    }),
  );
  return { trial, network, blocks, parameters: countParameters(network) };
}

export const outlineOf = (trial: Sized): Outline => ({
  any: trial,
  trials: 1,
  blocks: trial.blocks,
  depths: [trial.blocks.length],
});

/** Whether such trials can be one pack: the blocks of one begin with those of the other, but for what is padded. */
export function agree(a: Outline, b: Outline): boolean {
  const both = Math.min(a.blocks.length, b.blocks.length);
  for (let level = 0; level < both; level++) {
    if (a.blocks[level]?.signature !== b.blocks[level]?.signature) return false;
  }
  return true;
}

export function merged(a: Outline, b: Outline): Outline {
  const [deep, flat] = a.blocks.length < b.blocks.length ? [b, a] : [a, b];
  return {
    any: deep.any,
    trials: a.trials + b.trials,
    blocks: deep.blocks.map((block, level) => {
      const other = flat.blocks[level];
      if (other === undefined) return block;
      return {
        ...block,
        sizes: block.sizes.map((size, layer) => Math.max(size, other.sizes[layer] ?? 0)),
        active: block.active + other.active,
      };
    }),
    depths: [...new Set([...a.depths, ...b.depths])],
  };
}
