import {
  type LayerConfig,
  layerOutput,
  layerParameters,
  layerState,
  type ParameterShape,
  type Shape,
  sizeOf,
} from '../../shared/layers.ts';
import type { Network } from '../../shared/network.ts';

/**
 * A matrix [trials, columns] that holds some parameters of the first so many trials, a row each. Kernels have bands of
 * their own, as deep as the trials that have the layer, so that little of what the optimiser runs over is padding.
 */
export interface Band {
  readonly trials: number;
  readonly columns: number;
  /** Whether decay and penalties act on it. */
  readonly kernel: boolean;
}

/** A parameter of some trials, cut out of a band: the rows `first` up to `first + count`, `size` columns from `offset`, as `shape`. */
export interface Leaf {
  readonly band: number;
  readonly first: number;
  readonly count: number;
  readonly offset: number;
  readonly size: number;
  readonly shape: Shape;
}

/** One layer of a pack: the configs of the trials that have it. */
export interface PackedLayerLayout {
  readonly configs: readonly LayerConfig[];
  readonly inputs: readonly Shape[];
  readonly paddedInput: Shape;
  readonly paddedOutput: Shape;
  readonly parameters: readonly Leaf[];
  /** Their band is that of all state. */
  readonly state: readonly Leaf[];
}

export interface PackedBlock {
  /** Trials that have the block: the first so many, as they are ordered by depth, deepest first. */
  readonly active: number;
  readonly layers: readonly PackedLayerLayout[];
  readonly residual: readonly boolean[];
}

/** The trials whose networks end after `depth` blocks. */
export interface PackedHead {
  readonly depth: number;
  readonly count: number;
  readonly layers: readonly PackedLayerLayout[];
}

/** Where one parameter of one trial lies: columns of its row of a band, in the order of the parameter's own numbers. */
export interface Place {
  readonly band: number;
  readonly columns: Int32Array;
}

/** How several networks lie side by side in one set of tensors. */
export interface PackLayout {
  readonly networks: readonly Network[];
  readonly blocks: readonly PackedBlock[];
  /** Deepest first: in the order of the trials. */
  readonly heads: readonly PackedHead[];
  readonly bands: readonly Band[];
  readonly stateColumns: number;
  /** A trial's parameters in the order of its own layers, and its state. */
  readonly places: readonly { readonly parameters: readonly Place[]; readonly state: readonly Place[] }[];
}

const padded = (shapes: readonly Shape[]): Shape =>
  (shapes[0] ?? []).map((_, axis) => Math.max(...shapes.map((shape) => shape[axis] ?? 0)));

/** Columns of the numbers of `shape`, placed at the origin of an `outer` shape that begins at `offset`. */
function embed(offset: number, outer: Shape, shape: Shape): Int32Array {
  let columns = Int32Array.of(offset);
  for (const [axis, size] of shape.entries()) {
    const stride = sizeOf(outer.slice(axis + 1));
    const next = new Int32Array(columns.length * size);
    for (const [index, start] of columns.entries()) {
      for (let step = 0; step < size; step++) next[index * size + step] = start + step * stride;
    }
    columns = next;
  }
  return columns;
}

class Builder {
  readonly bands: { trials: number; columns: number; kernel: boolean }[] = [];
  readonly places: { parameters: Place[]; state: Place[] }[];
  stateColumns = 0;
  /** Biases, scales and shifts of all trials: too small to be worth a band each. */
  readonly #small: number;
  #headKernels: number | undefined;

  readonly trials: number;

  constructor(trials: number) {
    this.trials = trials;
    this.places = Array.from({ length: trials }, () => ({ parameters: [], state: [] }));
    this.#small = this.#band(trials, false);
  }

  #band(trials: number, kernel: boolean): number {
    return this.bands.push({ trials, columns: 0, kernel }) - 1;
  }

  #place(first: number, shapes: readonly Shape[], kind: 'parameters' | 'state', band: number, offset: number): Leaf {
    const shape = padded(shapes);
    for (const [index, own] of shapes.entries()) {
      this.places[first + index]?.[kind].push({ band, columns: embed(offset, shape, own) });
    }
    return { band, first, count: shapes.length, offset, size: sizeOf(shape), shape };
  }

  state(first: number, parameters: readonly ParameterShape[]): Leaf {
    const leaf = this.#place(
      first,
      parameters.map(({ shape }) => shape),
      'state',
      0,
      this.stateColumns,
    );
    this.stateColumns += leaf.size;
    return leaf;
  }

  /** `head`: kernels of heads share a band, one below the other, as each trial has one head. */
  parameter(first: number, parameters: readonly ParameterShape[], head: boolean): Leaf {
    const kernel = parameters[0]?.kernel ?? false;
    let index = this.#small;
    if (kernel && head) index = this.#headKernels ??= this.#band(this.trials, true);
    else if (kernel) index = this.#band(parameters.length, true);
    const band = this.bands[index] as { columns: number };
    const offset = kernel ? 0 : band.columns;
    const leaf = this.#place(
      first,
      parameters.map(({ shape }) => shape),
      'parameters',
      index,
      offset,
    );
    band.columns = Math.max(band.columns, offset + leaf.size);
    return leaf;
  }
}

/** Lays the same layers of several trials; moves `shapes` on to what comes out of them. */
function layLayers(
  builder: Builder,
  first: number,
  stacks: readonly (readonly LayerConfig[])[],
  shapes: Shape[],
  head: boolean,
): PackedLayerLayout[] {
  return (stacks[0] ?? []).map((_, depth) => {
    const configs = stacks.map((stack) => stack[depth] as LayerConfig);
    const inputs = [...shapes];
    for (const [index, config] of configs.entries()) shapes[index] = layerOutput(config, inputs[index] as Shape);
    const transposed = (of: typeof layerParameters): ParameterShape[][] => {
      const each = configs.map((config, index) => of(config, inputs[index] as Shape));
      return (each[0] ?? []).map((_parameter, index) => each.map((list) => list[index] as ParameterShape));
    };
    return {
      configs,
      inputs,
      paddedInput: padded(inputs),
      paddedOutput: padded(shapes),
      parameters: transposed(layerParameters).map((parameter) => builder.parameter(first, parameter, head)),
      state: transposed(layerState).map((parameter) => builder.state(first, parameter)),
    };
  });
}

/**
 * Lays networks side by side: widths padded to the largest, depths as a staircase. Networks must come deepest first and
 * have layers of the same kinds wherever two of them both have a block, over images and series with the same kernels, strides and windows.
 */
export function layOut(networks: readonly Network[]): PackLayout {
  const builder = new Builder(networks.length);
  const shapes = networks.map((network) => network.input);
  const depths = networks.map((network) => network.blocks.length);
  const blocks = Array.from({ length: depths[0] ?? 0 }, (_, level): PackedBlock => {
    const active = depths.filter((depth) => depth > level).length;
    const own = networks.slice(0, active).map((network) => network.blocks[level]);
    const current = shapes.slice(0, active);
    const layers = layLayers(
      builder,
      0,
      own.map((block) => block?.layers ?? []),
      current,
      false,
    );
    for (const [index, shape] of current.entries()) shapes[index] = shape;
    return { active, layers, residual: own.map((block) => block?.residual ?? false) };
  });
  const heads = [...new Set(depths)].map((depth): PackedHead => {
    const first = depths.indexOf(depth);
    const count = depths.filter((own) => own === depth).length;
    const stacks = networks.slice(first, first + count).map((network) => network.head);
    return { depth, count, layers: layLayers(builder, first, stacks, shapes.slice(first, first + count), true) };
  });
  return {
    networks,
    blocks,
    heads,
    bands: builder.bands,
    stateColumns: builder.stateColumns,
    places: builder.places,
  };
}
