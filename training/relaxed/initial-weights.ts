import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Candidate } from '../../shared/candidate.ts';
import { layerParameters, type Shape, sizeOf } from '../../shared/layers.ts';
import { type Network, networkOf } from '../../shared/network.ts';
import { upload } from '../packed/compile.ts';
import { initialParameters } from '../packed/initial-parameters.ts';
import type { Leaf } from '../packed/layout.ts';
import { type Factors, largestOf } from './factors.ts';
import type { Supernet } from './supernet.ts';

/** Where a parameter of an ordinary network lies in a supernet's: at the origin of the leaf. */
export interface Placed {
  readonly leaf: Leaf;
  readonly shape: Shape;
  readonly hidden: boolean;
}

/** A network's parameters in its own order, in the supernet that it is one of. */
export function placesOf(network: Network, { depth }: Factors, { leaves }: Supernet): Placed[] {
  const exit = leaves.exits[depth.options.indexOf(network.blocks.length)];
  const stacks = [
    ...network.blocks.map((block, index) => ({ stack: block.layers, own: leaves.layers[index], hidden: true })),
    { stack: network.head, own: exit, hidden: false },
  ];
  let input = network.input;
  return stacks.flatMap(({ stack, own, hidden }) => {
    const byName: Record<string, Leaf | undefined> = { ...own };
    return stack.flatMap((layer) => {
      const parameters = layerParameters(layer, input);
      if (layer.kind === 'dense') input = [layer.units];
      return parameters.flatMap(({ name, shape }) => {
        const leaf = byName[name];
        return leaf === undefined ? [] : [{ leaf, shape, hidden }];
      });
    });
  });
}

/** Index in the leaf's own numbers of each number of the parameter. */
export function indicesIn({ leaf, shape }: Placed): Int32Array {
  const [columns, outer] = [shape.at(-1) ?? 1, leaf.shape.at(-1) ?? 1];
  return Int32Array.from({ length: sizeOf(shape) }, (_, at) => Math.floor(at / columns) * outer + (at % columns));
}

/**
 * Each trial's numbers before training, as the supernet's bands: its deepest network, with the widest of its options, begins as it
 * does alone with the same seed; its other exits are drawn beside it.
 */
export function initialBands(
  supernet: Supernet,
  factors: Factors,
  trials: readonly { readonly candidate: Candidate; readonly seed: string }[],
  { features, outputs }: { readonly features: number; readonly outputs: number },
): Tensor[] {
  const { bands } = supernet;
  const matrices = bands.map((band) => new Float32Array(band.trials * band.columns));
  for (const [trial, { candidate, seed }] of trials.entries()) {
    const put = (placed: Placed, values: Float32Array): void => {
      const { band, offset } = placed.leaf;
      const from = trial * (bands[band]?.columns ?? 0) + offset;
      for (const [at, index] of indicesIn(placed).entries())
        (matrices[band] as Float32Array)[from + index] = values[at] ?? 0;
    };
    for (const { gamma } of supernet.leaves.layers) {
      if (gamma !== undefined)
        put({ leaf: gamma, shape: gamma.shape, hidden: true }, new Float32Array(gamma.size).fill(1));
    }
    const widths = Object.fromEntries(
      factors.widths.map((factor, index) => [`width.${index + 1}`, largestOf(factor, trial)]),
    );
    const { options, held } = factors.depth;
    const own = options.map(Number).filter((_, exit) => held.length === 0 || held[trial] === exit);
    const deepest = Math.max(...own);
    for (const depth of own) {
      const network = networkOf({ ...candidate, ...widths, depth }, [features], outputs);
      const drawn = initialParameters(network, depth === deepest ? seed : `${seed}/exit-${depth}`).parameters;
      let offset = 0;
      for (const placed of placesOf(network, factors, supernet)) {
        const size = sizeOf(placed.shape);
        if (depth === deepest || !placed.hidden) put(placed, drawn.subarray(offset, offset + size));
        offset += size;
      }
    }
  }
  return matrices.map((matrix, index) => upload(tf.tensor(matrix, [supernet.trials, bands[index]?.columns ?? 0])));
}
