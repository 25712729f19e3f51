import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';

const turned = (x: Tensor): Tensor => tf.transpose(x, [0, 2, 1]);
const matricesOf = (x: Tensor): Tensor[] => (x.shape[0] === 1 ? [x] : tf.split(x, x.shape[0] ?? 1, 0));

/** A product over the trials, of which either side may have one matrix for all. */
type Product = (a: Tensor, b: Tensor, turnA: boolean, turnB: boolean) => Tensor;

/** wasm has a fast product of two matrices as they lie; that of a batch, or of one that is read across, takes several times as long. */
const oneByOne: Product = (a, b, turnA, turnB) => {
  const left = matricesOf(turnA ? turned(a) : a);
  const right = matricesOf(turnB ? turned(b) : b);
  const trials = Math.max(left.length, right.length);
  const products = Array.from({ length: trials }, (_, trial) =>
    tf.matMul((left[trial] ?? left[0]) as Tensor, (right[trial] ?? right[0]) as Tensor),
  );
  return products.length === 1 ? (products[0] as Tensor) : tf.concat(products, 0);
};

/** As the engine computes it fastest. */
export const trialProduct: Product = (a, b, turnA, turnB) =>
  tf.getBackend() === 'wasm' ? oneByOne(a, b, turnA, turnB) : tf.matMul(a, b, turnA, turnB);

/**
 * kernelᵀ · patches: [trials, weights, filters] and [trials, weights, numbers]. Patches of one input for all trials, [1, weights, numbers], are given
 * no gradient.
 */
export function kernelProduct(kernel: Tensor, patches: Tensor): Tensor {
  const wasm = tf.getBackend() === 'wasm';
  const shared = patches.shape[0] !== kernel.shape[0];
  if (!wasm && !shared) return tf.matMul(kernel, patches, true, false);
  const forKernel = (dy: Tensor, p: Tensor): Tensor => trialProduct(p, dy, false, true);
  if (shared) {
    return tf.customGrad((k, save) => {
      (save as (tensors: Tensor[]) => void)([patches]);
      return {
        value: trialProduct(k as Tensor, patches, true, false),
        gradFunc: (dy: Tensor, saved: Tensor[]) => [forKernel(dy, saved[0] as Tensor)],
      };
    })(kernel);
  }
  return tf.customGrad((k, p, save) => {
    (save as (tensors: Tensor[]) => void)([k as Tensor, p as Tensor]);
    return {
      value: trialProduct(k as Tensor, p as Tensor, true, false),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [ownKernel, ownPatches] = saved as [Tensor, Tensor];
        return [forKernel(dy, ownPatches), trialProduct(ownKernel, dy, false, false)];
      },
    };
  })(kernel, patches);
}
