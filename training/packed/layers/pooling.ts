import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { PoolingConfig } from '../../../shared/layers.ts';
import { gridOf } from './image.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** Windows of `size` along a side of `length`, whose positions hold `run` numbers each. */
interface Windows {
  readonly length: number;
  readonly run: number;
  readonly size: number;
}

/** Joins the positions of each window, one after the other: numbers of equal shapes, the only ones that wasm compares fast. */
function poolSide(x: Tensor, { length, run, size }: Windows, join: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const groups = x.size / (length * run);
  const windows = Math.floor(length / size);
  const flat = tf.reshape(x, [groups, length * run]);
  const whole = windows * size === length ? flat : tf.slice(flat, [0, 0], [groups, windows * size * run]);
  return size === 1 ? whole : tf.split(tf.reshape(whole, [groups * windows, size * run]), size, 1).reduce(join);
}

/** One side after the other. */
export const pooling: PackedLayer<PoolingConfig> = {
  bind({ configs, paddedInput, paddedOutput }) {
    const { pooling: kind, size } = configs[0] as PoolingConfig;
    const [input, output] = [gridOf(paddedInput), gridOf(paddedOutput)];
    const [height, width] = [Math.min(size, input.height), Math.min(size, input.width)];
    const join = kind === 'max' ? tf.maximum : tf.add;
    return ({ x }) => {
      const [trials = 1, channels = 1, , rows = 1] = x.shape;
      const bands = poolSide(x, { length: input.height, run: input.width * rows, size: height }, join);
      const joined = poolSide(bands, { length: input.width, run: rows, size: width }, join);
      const y = kind === 'max' ? joined : tf.mul(joined, 1 / (height * width));
      return { y: tf.reshape(y, [trials, channels, output.height * output.width, rows]) };
    };
  },
  noise: noNoise,
  unpack({ pooling: kind, size }, input) {
    const { height, width } = gridOf(input);
    if (input.length > 2) {
      const windows = [Math.min(size, height), Math.min(size, width)] as [number, number];
      const options = { poolSize: windows, strides: windows };
      return [kind === 'max' ? tf.layers.maxPooling2d(options) : tf.layers.averagePooling2d(options)];
    }
    const window = Math.min(size, width);
    const options = { poolSize: window, strides: window };
    return [kind === 'max' ? tf.layers.maxPooling1d(options) : tf.layers.averagePooling1d(options)];
  },
};
