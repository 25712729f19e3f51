import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import type { Activation } from '../../shared/layers.ts';

/** An activation and its derivative, from the pre-activation z and the value y: few operations, as they run in every step. */
interface ActivationFunction {
  value(z: Tensor): Tensor;
  derivative(z: Tensor, y: Tensor): Tensor;
}

/** Klambauer et al. 2017, Self-Normalizing Neural Networks. */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/** Standard normal distribution function. */
const normalCdf = (z: Tensor): Tensor => tf.mul(tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1), 0.5);

const activationFunctions: Readonly<Record<Activation, ActivationFunction>> = {
  relu: { value: tf.relu, derivative: (_z, y) => tf.sign(y) },
  tanh: { value: tf.tanh, derivative: (_z, y) => tf.sub(1, tf.square(y)) },
  sigmoid: { value: tf.sigmoid, derivative: (_z, y) => tf.mul(y, tf.sub(1, y)) },
  elu: { value: tf.elu, derivative: (_z, y) => tf.add(tf.minimum(y, 0), 1) },
  selu: {
    value: tf.selu,
    derivative: (_z, y) =>
      tf.add(
        tf.add(tf.minimum(y, 0), seluScale * seluAlpha),
        tf.mul(tf.sign(tf.relu(y)), seluScale - seluScale * seluAlpha),
      ),
  },
  // Hendrycks & Gimpel 2016, the exact form z·Φ(z).
  gelu: {
    value: (z) => tf.mul(z, normalCdf(z)),
    derivative: (z) => {
      const density = tf.mul(tf.exp(tf.mul(tf.square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.add(normalCdf(z), tf.mul(z, density));
    },
  },
  // Ramachandran et al. 2017: z·sigmoid(z).
  swish: {
    value: (z) => tf.mul(z, tf.sigmoid(z)),
    derivative: (z, y) => tf.add(y, tf.mul(tf.sigmoid(z), tf.sub(1, y))),
  },
};

/** Trials next to each other with the same activation. */
interface Run {
  readonly activation: Activation;
  readonly count: number;
}

function runsOf(activations: readonly Activation[]): Run[] {
  const runs: Run[] = [];
  for (const activation of activations) {
    const last = runs.at(-1);
    if (last?.activation === activation) runs[runs.length - 1] = { activation, count: last.count + 1 };
    else runs.push({ activation, count: 1 });
  }
  return runs;
}

const join = (parts: Tensor[]): Tensor => (parts.length === 1 ? (parts[0] as Tensor) : tf.concat(parts, 0));

/**
 * One activation a trial over a tensor with a leading trial axis: each is computed for its own trials only, with its derivative,
 * so that z is taken apart once and the way back is one product.
 * `mask`, [trials, 1, columns], is 0 for padded columns: they must stay 0, or kernels would learn from them. Only sigmoid
 * makes something of 0.
 */
export function packedActivation(activations: readonly Activation[], mask: Tensor | undefined): (z: Tensor) => Tensor {
  const runs = runsOf(activations);
  const counts = runs.map(({ count }) => count);
  const split = (x: Tensor): Tensor[] => (runs.length === 1 ? [x] : tf.split(x, counts, 0));
  const apply = tf.customGrad((z, save) => {
    const inputs = split(z as Tensor);
    const masks = mask !== undefined && activations.includes('sigmoid') ? split(mask) : [];
    const values = runs.map(({ activation }, index) => {
      const y = activationFunctions[activation].value(inputs[index] as Tensor);
      return activation === 'sigmoid' && masks.length > 0 ? tf.mul(y, masks[index] as Tensor) : y;
    });
    const derivatives = runs.map(({ activation }, index) =>
      activationFunctions[activation].derivative(inputs[index] as Tensor, values[index] as Tensor),
    );
    (save as (tensors: Tensor[]) => void)([join(derivatives)]);
    return {
      value: join(values),
      gradFunc: (dy: Tensor, saved: Tensor[]) => [tf.mul(dy, saved[0] as Tensor)],
    };
  });
  return (z) => apply(z);
}
