import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { DepthwiseConvolutionConfig } from '../../../shared/layers.ts';
import { movesOf, positionsOf, readsOf } from './kernel-reads.ts';
import { noNoise, type PackedLayer } from './layer.ts';

/** The sum of what each kernel position reads, times its number of the channel's kernel: no channel is mixed with another. */
export const depthwiseConvolution: PackedLayer<DepthwiseConvolutionConfig> = {
  bind({ configs, paddedInput }) {
    const moves = movesOf(configs[0] as DepthwiseConvolutionConfig, paddedInput);
    return ({ x, parameters }) => {
      const [kernel] = parameters as [Tensor];
      const [trials, channels] = [kernel.shape[0] ?? 1, kernel.shape.at(-2) ?? 1];
      const weights = tf.split(tf.reshape(kernel, [trials, -1, channels, 1]), readsCount(kernel), 1);
      const terms = readsOf(x, moves).map((read, at) =>
        tf.mul(read, tf.reshape(weights[at] as Tensor, [trials, channels, 1])),
      );
      return { y: tf.reshape(tf.addN(terms), [trials, channels, positionsOf(moves), -1]) };
    };
  },
  noise: noNoise,
  unpack({ kernel, stride }, input) {
    const options = { strides: stride, padding: 'same', useBias: false } as const;
    if (input.length > 2) return [tf.layers.depthwiseConv2d({ ...options, kernelSize: kernel })];
    const [steps = 1, channels = 1] = input;
    // tfjs has none over series: they are images of height 1.
    return ({ x, apply }) => {
      const layer = tf.layers.depthwiseConv2d({ ...options, kernelSize: [1, kernel] });
      const image = apply(tf.layers.reshape({ targetShape: [1, steps, channels] }), x, 'image');
      const targetShape = [Math.ceil(steps / stride), channels];
      return {
        y: apply(tf.layers.reshape({ targetShape }), apply(layer, image), 'steps'),
        weights: ([own]) => [[layer, [tf.expandDims(own as Tensor, 0)]]],
      };
    };
  },
};

/** Positions of a kernel [trials, ...sides, channels, 1]. */
const readsCount = ({ shape }: Tensor): number => shape.slice(1, -2).reduce((product, side) => product * side, 1);
