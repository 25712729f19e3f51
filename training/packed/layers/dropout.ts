import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { DropoutConfig } from '../../../shared/layers.ts';
import { isImage } from './image.ts';
import type { LayerPack, PackedLayer } from './layer.ts';

const drops = ({ configs }: LayerPack<DropoutConfig>): boolean => configs.some(({ rate }) => rate > 0);

/**
 * Inverted dropout, one rate a trial (Srivastava et al. 2014). All trials read the same noise, so that a trial drops
 * the same units in whatever pack it runs. Of an image it drops whole channels, as neighbours say the same (Tompson et al. 2015).
 */
export const dropout: PackedLayer<DropoutConfig> = {
  bind(pack, keep) {
    if (!drops(pack)) return ({ x }) => ({ y: x });
    const shares = pack.configs.map(({ rate }) => 1 - rate);
    const image = isImage(pack.paddedInput);
    const shape = image ? [shares.length, 1, 1, 1] : [shares.length, 1, 1];
    const kept = keep(tf.tensor(shares, shape));
    const scale = keep(
      tf.tensor(
        shares.map((share) => 1 / share),
        shape,
      ),
    );
    return ({ x, training, noise }) => {
      if (!training || noise === undefined) return { y: x };
      // [1, rows, channels] beside [trials, channels, positions, rows].
      const own = image ? tf.expandDims(tf.transpose(noise, [0, 2, 1]), 2) : noise;
      const mask = tf.mul(tf.cast(tf.less(own, kept), 'float32'), scale);
      const apply = tf.customGrad((input, save) => {
        (save as (tensors: Tensor[]) => void)([mask]);
        return {
          value: tf.mul(input as Tensor, mask),
          gradFunc: (dy: Tensor, saved: Tensor[]) => [tf.mul(dy, saved[0] as Tensor)],
        };
      });
      return { y: apply(x) };
    };
  },
  noise: (pack) => (drops(pack) ? (pack.paddedInput[pack.paddedInput.length - 1] ?? 0) : 0),
  unpack: ({ rate }) => [tf.layers.dropout({ rate })],
};
