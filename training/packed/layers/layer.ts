import type { layers, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { type LayerConfig, type Shape, sidesOf, sizeOf } from '../../../shared/layers.ts';
import { isImage } from './image.ts';

/** The same layer of several trials, as a program is built: one config and one unpadded input shape a trial. */
export interface LayerPack<C extends LayerConfig> {
  readonly configs: readonly C[];
  readonly inputs: readonly Shape[];
  /** Shape of one row as padded to the largest trial's. */
  readonly paddedInput: Shape;
  readonly paddedOutput: Shape;
}

/** Takes charge of a tensor that lives as long as the pack's programs. */
export type Keep = <T extends Tensor>(tensor: T) => T;

export interface LayerCall {
  /**
   * [trials, rows, columns]; of images and series [trials, channels, positions, rows] (image.ts). The network's own input is one
   * for all trials and needs no gradient.
   */
  readonly x: Tensor;
  /** In the order of `layerParameters`, each [trials, ...padded shape]. */
  readonly parameters: readonly Tensor[];
  /** In the order of `layerState`, each [trials, ...padded shape]. */
  readonly state: readonly Tensor[];
  readonly training: boolean;
  /** [1, 1, steps, rows], 1 for real and 0 for padded steps of sequences; undefined where all count. */
  readonly mask?: Tensor | undefined;
  /** Uniform numbers in [0, 1), [1, rows, columns], the same for all trials; only for layers that ask for noise, in training. */
  readonly noise?: Tensor;
}

export interface LayerResult {
  /** As `x` lies. */
  readonly y: Tensor;
  /** New state, in training; undefined where it did not change. */
  readonly state?: readonly Tensor[];
  /** Of a layer that knows which steps are padding: the mask of all that follow, as long as they keep the steps. */
  readonly mask?: Tensor;
}

export type TfjsLayer = InstanceType<typeof layers.Layer>;

/** Where a layer stands in a tfjs model that is being built. */
export interface Place {
  readonly x: SymbolicTensor;
  /** [rows, steps], as `LayerCall` has it. */
  readonly mask: SymbolicTensor | undefined;
  /** A layer's name: the packed layer's own one, or that of a part of it. */
  named(part?: string): string;
  /** Applies a layer under its name. */
  apply(layer: TfjsLayer, inputs: SymbolicTensor | SymbolicTensor[], part?: string): SymbolicTensor;
}

/** A packed layer as several tfjs layers. */
export interface Unpacked {
  readonly y: SymbolicTensor;
  readonly mask?: SymbolicTensor;
  /** One trial's parameters and state, each in its unpadded shape, as weights of the layers. What it makes is disposed of for it. */
  weights(
    parameters: readonly Tensor[],
    state: readonly Tensor[],
  ): readonly (readonly [TfjsLayer, readonly Tensor[]])[];
}

/**
 * A kind of layer, packed over trials. Padded numbers of kernels are zero and stay so, hence whatever a padded unit
 * holds never reaches a real one; only what mixes units with each other (a norm over columns) must mask.
 */
export interface PackedLayer<C extends LayerConfig> {
  /** Makes what the calls share, handing tensors to `keep`, and gives the layer as a function. */
  bind(pack: LayerPack<C>, keep: Keep): (call: LayerCall) => LayerResult;
  /** Columns of noise wanted in training; 0 for none. */
  noise(pack: LayerPack<C>): number;
  /**
   * One trial's layer as ordinary tfjs layers: to be applied one after the other, where the last one's weights are the parameters, then the
   * state, unpadded; or as what puts them in their places.
   */
  unpack(config: C, input: Shape): readonly [...TfjsLayer[], TfjsLayer] | ((place: Place) => Unpacked);
}

/** Whether the steps of a series are still the same behind a layer, so that their mask holds. */
export const keepsPositions = (input: Shape, output: Shape): boolean =>
  output.length === input.length && sizeOf(sidesOf(output)) === sizeOf(sidesOf(input));

/** 1 for a trial's own columns or channels, 0 for padding, in a shape that goes with `x`; undefined where there is none. */
export function columnMask({ inputs, paddedInput }: LayerPack<LayerConfig>, keep: Keep): Tensor | undefined {
  const columns = paddedInput[paddedInput.length - 1] ?? 0;
  const own = inputs.map((shape) => shape[shape.length - 1] ?? 0);
  if (own.every((count) => count === columns)) return undefined;
  const mask = new Float32Array(own.length * columns);
  for (const [trial, count] of own.entries()) mask.fill(1, trial * columns, trial * columns + count);
  return keep(tf.tensor(mask, isImage(paddedInput) ? [own.length, columns, 1, 1] : [own.length, 1, columns]));
}

export const noNoise = (): number => 0;
