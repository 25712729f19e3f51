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
import type { ParameterMasks } from './optimizer.ts';

/** One layer of a pack: the configs of the trials that have it, which are the trials `first` up to `first + configs.length`. */
export interface PackedLayerLayout {
  readonly first: number;
  readonly configs: readonly LayerConfig[];
  readonly inputs: readonly Shape[];
  readonly paddedInput: Shape;
  readonly paddedOutput: Shape;
  readonly parameters: readonly Region[];
  readonly state: readonly Region[];
}

/** Where a parameter lies in every trial's row: `size` columns from `offset`, as `shape`, row-major. */
export interface Region {
  readonly offset: number;
  readonly size: number;
  readonly shape: Shape;
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
  readonly first: number;
  readonly count: number;
  readonly layers: readonly PackedLayerLayout[];
}

/** One trial's numbers in its padded row, in the order of its own layers: index i of the compact row is at `positions[i]`. */
export interface TrialPositions {
  readonly parameters: Int32Array;
  readonly state: Int32Array;
}

/** How several networks lie side by side in one set of tensors. */
export interface PackLayout {
  readonly networks: readonly Network[];
  readonly blocks: readonly PackedBlock[];
  /** Deepest first. */
  readonly heads: readonly PackedHead[];
  readonly parameterColumns: number;
  readonly stateColumns: number;
  readonly positions: readonly TrialPositions[];
  readonly masks: ParameterMasks;
}

const padded = (shapes: readonly Shape[]): Shape =>
  (shapes[0] ?? []).map((_, axis) => Math.max(...shapes.map((shape) => shape[axis] ?? 0)));

/** Positions of the numbers of `shape`, placed at the origin of a region, in the region's trial row. */
function embed({ offset, shape: outer }: Region, shape: Shape): Int32Array {
  let positions = Int32Array.of(offset);
  for (const [axis, size] of shape.entries()) {
    const stride = sizeOf(outer.slice(axis + 1));
    const next = new Int32Array(positions.length * size);
    for (const [index, start] of positions.entries()) {
      for (let step = 0; step < size; step++) next[index * size + step] = start + step * stride;
    }
    positions = next;
  }
  return positions;
}

interface Placed {
  readonly positions: Int32Array;
  readonly kernel: boolean;
}

/** Rows grow layer by layer; a region is as large as its largest trial. */
class RowBuilder {
  columns = 0;
  readonly placed: Placed[][];

  constructor(trials: number) {
    this.placed = Array.from({ length: trials }, () => []);
  }

  /** A region for one parameter of the trials from `first`. */
  add(first: number, parameters: readonly ParameterShape[]): Region {
    const shape = padded(parameters.map((parameter) => parameter.shape));
    const region = { offset: this.columns, size: sizeOf(shape), shape };
    this.columns += region.size;
    for (const [index, { shape: own, kernel }] of parameters.entries()) {
      this.placed[first + index]?.push({ positions: embed(region, own), kernel });
    }
    return region;
  }

  /** One trial's positions in the order of its own layers. */
  positions(trial: number): Int32Array {
    const chunks = this.placed[trial] ?? [];
    const all = new Int32Array(chunks.reduce((total, { positions }) => total + positions.length, 0));
    let offset = 0;
    for (const { positions } of chunks) {
      all.set(positions, offset);
      offset += positions.length;
    }
    return all;
  }

  /** 1 at the trials' own numbers, or at those of their kernels only. */
  mask(columns: number, kernelsOnly: boolean): Float32Array {
    const mask = new Float32Array(this.placed.length * columns);
    for (const [trial, chunks] of this.placed.entries()) {
      for (const { positions, kernel } of chunks) {
        if (kernelsOnly && !kernel) continue;
        for (const position of positions) mask[trial * columns + position] = 1;
      }
    }
    return mask;
  }
}

function layLayers(
  first: number,
  stacks: readonly (readonly LayerConfig[])[],
  shapes: Shape[],
  parameters: RowBuilder,
  state: RowBuilder,
): PackedLayerLayout[] {
  return (stacks[0] ?? []).map((_, depth) => {
    const configs = stacks.map((stack) => stack[depth] as LayerConfig);
    const inputs = [...shapes];
    for (const [index, config] of configs.entries()) shapes[index] = layerOutput(config, inputs[index] as Shape);
    const regions = (rows: RowBuilder, of: (config: LayerConfig, input: Shape) => ParameterShape[]): Region[] => {
      const each = configs.map((config, index) => of(config, inputs[index] as Shape));
      return (each[0] ?? []).map((_shape, name) => rows.add(first, each.map((list) => list[name] as ParameterShape)));
    };
    return {
      first,
      configs,
      inputs,
      paddedInput: padded(inputs),
      paddedOutput: padded(shapes),
      parameters: regions(parameters, layerParameters),
      state: regions(state, layerState),
    };
  });
}

/**
 * Lays networks side by side: widths padded to the largest, depths as a staircase. Networks must come deepest first and
 * have layers of the same kinds wherever two of them both have a block.
 */
export function layOut(networks: readonly Network[]): PackLayout {
  const parameters = new RowBuilder(networks.length);
  const state = new RowBuilder(networks.length);
  const shapes = networks.map((network) => network.input);
  const depths = networks.map((network) => network.blocks.length);
  const blocks: PackedBlock[] = [];
  const heads: PackedHead[] = [];
  for (let depth = 0; depth <= (depths[0] ?? 0); depth++) {
    if (depth > 0) {
      const active = depths.filter((own) => own >= depth).length;
      const own = networks.slice(0, active).map((network) => network.blocks[depth - 1]);
      const current = shapes.slice(0, active);
      const layers = layLayers(0, own.map((block) => block?.layers ?? []), current, parameters, state);
      for (const [index, shape] of current.entries()) shapes[index] = shape;
      blocks.push({ active, layers, residual: own.map((block) => block?.residual ?? false) });
    }
  }
  // Heads of different depths share columns: a trial has one head only.
  const headStart = parameters.columns;
  for (const depth of [...new Set(depths)].sort((a, b) => b - a)) {
    const first = depths.indexOf(depth);
    const count = depths.filter((own) => own === depth).length;
    const ending = networks.slice(first, first + count);
    const full = parameters.columns;
    parameters.columns = headStart;
    const layers = layLayers(
      first,
      ending.map((network) => network.head),
      shapes.slice(first, first + count),
      parameters,
      state,
    );
    parameters.columns = Math.max(parameters.columns, full);
    heads.push({ depth, first, count, layers });
  }
  const columns = parameters.columns;
  return {
    networks,
    blocks,
    heads,
    parameterColumns: columns,
    stateColumns: state.columns,
    positions: networks.map((_, trial) => ({
      parameters: parameters.positions(trial),
      state: state.positions(trial),
    })),
    masks: { real: parameters.mask(columns, false), kernel: parameters.mask(columns, true), columns },
  };
}
