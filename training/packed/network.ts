import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { LayerConfig } from '../../shared/layers.ts';
import { cutLeaf, joinLeaves } from './bands.ts';
import { isImage, packImages } from './layers/image.ts';
import { packedLayer } from './layers/index.ts';
import { type Keep, keepsPositions, type LayerCall, type LayerPack, type LayerResult } from './layers/layer.ts';
import type { Leaf, PackedLayerLayout, PackLayout } from './layout.ts';

interface BoundLayer {
  readonly inputColumns: number;
  readonly keepsPositions: boolean;
  readonly apply: (call: LayerCall) => LayerResult;
  readonly parameters: readonly Leaf[];
  readonly state: readonly Leaf[];
  /** Index among the layers that read noise; undefined for none. */
  readonly noise: number | undefined;
}

/** What running forward once gives. */
export interface Forward {
  /** [trials, rows, outputs], before softmax. */
  readonly outputs: Tensor;
  /** [trials, stateColumns], moved on in training. */
  readonly state: Tensor;
}

/** A pack's networks as functions of their numbers. */
export interface PackedNetwork {
  /** Widths of the noise that each layer with dropout reads. */
  readonly noiseColumns: readonly number[];
  /** Cuts the bands, each [trials, columns], into leaves, each [count, ...shape]. */
  cut(bands: readonly Tensor[]): Tensor[];
  /** The opposite of `cut`: gradients of the leaves as bands; numbers no leaf covers are 0. */
  join(leaves: readonly Tensor[]): Tensor[];
  /** `x` is [1, rows, ...input]; `leaves` as from `cut`; `noise` one [1, rows, columns] tensor a noisy layer, in training. */
  forward(x: Tensor, leaves: readonly Tensor[], state: Tensor, training: boolean, noise: readonly Tensor[]): Forward;
}

const columnsAxis = ({ rank }: Tensor): number => (rank === 4 ? 1 : 2);

/** The columns, or channels, of `x` as many as `columns`: cut, or filled up with zeros. Only padding differs. */
function fitColumns(x: Tensor, columns: number): Tensor {
  const axis = columnsAxis(x);
  const own = x.shape[axis] ?? 0;
  if (own === columns) return x;
  const sizes = x.shape.map((size, at) => (at === axis ? columns : size));
  return own > columns
    ? tf.slice(
        x,
        sizes.map(() => 0),
        sizes,
      )
    : tf.pad(
        x,
        sizes.map((size, at): [number, number] => [0, size - (x.shape[at] ?? 0)]),
      );
}

/** `gate` is [trials], 1 for those that have the shortcut; undefined where all have it. */
function addShortcut(y: Tensor, input: Tensor, gate: Tensor | undefined): Tensor {
  const shortcut = fitColumns(input, y.shape[columnsAxis(y)] ?? 0);
  if (gate === undefined) return tf.add(y, shortcut);
  const beside = tf.reshape(gate, [gate.size, ...y.shape.slice(1).map(() => 1)]);
  return tf.add(y, tf.mul(shortcut, beside));
}

/** What goes from layer to layer. The mask is that of the rows' padded steps, one for all trials. */
interface Flow {
  readonly x: Tensor;
  readonly mask: Tensor | undefined;
}

interface BoundHead {
  readonly depth: number;
  readonly count: number;
  readonly layers: readonly BoundLayer[];
}

/** Binds every layer of a layout; what the layers keep for all calls is handed to `keep`. */
export function packNetwork(layout: PackLayout, keep: Keep): PackedNetwork {
  const noiseColumns: number[] = [];
  const trials = layout.networks.length;
  const input = layout.networks[0]?.input ?? [];

  const bind = ({ configs, inputs, paddedInput, paddedOutput, parameters, state }: PackedLayerLayout): BoundLayer => {
    const layer = packedLayer((configs[0] as LayerConfig).kind);
    const pack: LayerPack<LayerConfig> = { configs, inputs, paddedInput, paddedOutput };
    const columns = layer.noise(pack);
    return {
      inputColumns: paddedInput[paddedInput.length - 1] ?? 0,
      keepsPositions: keepsPositions(paddedInput, paddedOutput),
      apply: layer.bind(pack, keep),
      parameters,
      state,
      noise: columns > 0 ? noiseColumns.push(columns) - 1 : undefined,
    };
  };

  const blocks = layout.blocks.map(({ active, layers, residual }) => ({
    active,
    layers: layers.map(bind),
    residual: residual.some(Boolean),
    gate:
      residual.some(Boolean) && !residual.every(Boolean) ? keep(tf.tensor(residual.map(Number), [active])) : undefined,
  }));
  const heads = layout.heads.map(({ depth, count, layers }): BoundHead => ({ depth, count, layers: layers.map(bind) }));
  const headAt = Array.from({ length: blocks.length + 1 }, (_, depth) => heads.find((head) => head.depth === depth));

  const allLayers = [...blocks, ...heads].flatMap(({ layers }) => layers);
  const leaves = allLayers.flatMap(({ parameters }) => parameters);
  const stateLeaves = allLayers.flatMap(({ state }) => state);
  const indices = new Map(leaves.map((leaf, index) => [leaf, index]));

  return {
    noiseColumns,
    cut: (bands) => leaves.map((leaf) => cutLeaf(bands[leaf.band] as Tensor, leaf)),
    join: (values) =>
      layout.bands.map(({ trials: rows, columns }, band) =>
        joinLeaves(
          leaves.filter((leaf) => leaf.band === band),
          (leaf) => values[indices.get(leaf) ?? -1] as Tensor,
          rows,
          columns,
        ),
      ),
    forward(x, values, state, training, noise) {
      const moved = new Map<Leaf, Tensor>();
      const run = (layers: readonly BoundLayer[], incoming: Flow): Flow => {
        // What comes in is as wide as the widest of all trials there; these may all be narrower.
        let current = fitColumns(incoming.x, layers[0]?.inputColumns ?? 0);
        let { mask } = incoming;
        for (const layer of layers) {
          const result = layer.apply({
            x: current,
            parameters: layer.parameters.map((leaf) => values[indices.get(leaf) ?? -1] as Tensor),
            state: layer.state.map((leaf) => cutLeaf(state, leaf)),
            training,
            mask,
            ...(layer.noise !== undefined && training ? { noise: noise[layer.noise] } : {}),
          });
          current = result.y;
          mask = result.mask ?? (layer.keepsPositions ? mask : undefined);
          for (const [index, tensor] of (result.state ?? []).entries()) moved.set(layer.state[index] as Leaf, tensor);
        }
        return { x: current, mask };
      };
      // Trials leave at their own depth, the shallowest first: they are the last of those still there.
      const outputs = new Map<BoundHead, Tensor>();
      let current: Flow = { x: isImage(input) ? packImages(x, input) : x, mask: undefined };
      for (const [depth, head] of headAt.entries()) {
        const block = blocks[depth];
        let leaving = current;
        if (head !== undefined && block !== undefined && current.x.shape[0] !== 1) {
          const [staying, others] = tf.split(current.x, [block.active, head.count], 0) as [Tensor, Tensor];
          [current, leaving] = [
            { ...current, x: staying },
            { ...current, x: others },
          ];
        }
        if (head !== undefined) outputs.set(head, run(head.layers, leaving).x);
        if (block === undefined) break;
        const next = run(block.layers, current);
        current = block.residual ? { ...next, x: addShortcut(next.x, current.x, block.gate) } : next;
      }
      const inOrder = heads.map((head) => outputs.get(head) as Tensor);
      return {
        outputs: inOrder.length === 1 ? (inOrder[0] as Tensor) : tf.concat(inOrder, 0),
        state:
          moved.size === 0
            ? state
            : joinLeaves(stateLeaves, (leaf) => moved.get(leaf) ?? cutLeaf(state, leaf), trials, layout.stateColumns),
      };
    },
  };
}
