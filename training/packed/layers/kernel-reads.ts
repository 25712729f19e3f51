import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import {
  type ConvolutionConfig,
  type DepthwiseConvolutionConfig,
  layerOutput,
  type Shape,
} from '../../../shared/layers.ts';
import { type Grid, gridOf } from './image.ts';

/** How a kernel moves along one side. */
interface Side {
  readonly kernel: number;
  readonly stride: number;
  /** Zeros before the first position and behind the last one. */
  readonly before: number;
  readonly after: number;
  readonly output: number;
}

/** 'same' as TensorFlow has it: what cannot be divided evenly is filled in behind. The padded side is a multiple of the stride. */
function sideOf(length: number, output: number, { kernel, stride }: { kernel: number; stride: number }): Side {
  const reach = (output - 1) * stride + kernel;
  const before = Math.floor(Math.max(0, reach - length) / 2);
  const whole = Math.ceil(Math.max(before + length, reach) / stride) * stride;
  return { kernel, stride, before, after: whole - before - length, output };
}

/** How a kernel moves over an image or a series. */
export interface Moves {
  readonly input: Grid;
  readonly vertical: Side;
  readonly horizontal: Side;
}

export function movesOf(config: ConvolutionConfig | DepthwiseConvolutionConfig, shape: Shape): Moves {
  const [input, output] = [gridOf(shape), gridOf(layerOutput(config, shape))];
  return {
    input,
    // A series has no height to move along.
    vertical: sideOf(input.height, output.height, shape.length > 2 ? config : { kernel: 1, stride: 1 }),
    horizontal: sideOf(input.width, output.width, config),
  };
}

/** Output positions. */
export const positionsOf = ({ vertical, horizontal }: Moves): number => vertical.output * horizontal.output;

/**
 * [trials, channels, positions, rows] → for each kernel position what it reads, [trials, channels, output positions × rows]. Slices and padding
 * only: their gradients are those of the tape, on every engine.
 */
export function readsOf(x: Tensor, { input, vertical, horizontal }: Moves): Tensor[] {
  const [trials = 1, channels = 1, , rows = 1] = x.shape;
  const maps = trials * channels;
  const padded = tf.pad(tf.reshape(x, [maps, input.height, input.width * rows]), [
    [0, 0],
    [vertical.before, vertical.after],
    [horizontal.before * rows, horizontal.after * rows],
  ]);
  // Positions a stride apart are one phase, and over a phase the kernel moves by 1.
  const [height, width] = [
    (vertical.before + input.height + vertical.after) / vertical.stride,
    (horizontal.before + input.width + horizontal.after) / horizontal.stride,
  ];
  const phases = everyNth(padded, maps * height, vertical.stride).map((band) =>
    everyNth(band, maps * height * width, horizontal.stride).map((phase) =>
      tf.reshape(phase, [maps, height, width * rows]),
    ),
  );
  const parts: Tensor[] = [];
  for (let row = 0; row < vertical.kernel; row++) {
    for (let column = 0; column < horizontal.kernel; column++) {
      const phase = phases[row % vertical.stride]?.[column % horizontal.stride] as Tensor;
      const from = [Math.floor(row / vertical.stride), Math.floor(column / horizontal.stride)] as const;
      const part = tf.slice(phase, [0, from[0], from[1] * rows], [maps, vertical.output, horizontal.output * rows]);
      parts.push(tf.reshape(part, [trials, channels, vertical.output * horizontal.output * rows]));
    }
  }
  return parts;
}

/** Deals the numbers out in turns: `groups` × stride runs become `stride` tensors of `groups` runs. */
const everyNth = (x: Tensor, groups: number, stride: number): Tensor[] =>
  stride === 1 ? [x] : tf.split(tf.reshape(x, [groups, -1]), stride, 1);
