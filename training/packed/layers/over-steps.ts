import type { Tensor } from '@tensorflow/tfjs';
import tf from '@tensorflow/tfjs';
import { trialProduct } from './kernel-product.ts';

/** What a cell did at one step; all are [trials, units, rows]. */
interface Done {
  /** Its states; the first is what it gives. */
  readonly next: readonly Tensor[];
  /** What each recurrent kernel was multiplied by. */
  readonly read: readonly Tensor[];
  /** What else the way back needs. */
  readonly saved: readonly Tensor[];
}

/** What a kind of recurrent layer does at one step. Of zeros, which padded units begin with and are fed, it must make zeros. */
export interface Cell {
  readonly states: number;
  /** Gates of each recurrent kernel, in the order of the gates. */
  readonly gates: readonly number[];
  /** `z`, [trials, gates × units, rows], is what the inputs say. The kernels are [trials, gates × units, units]. */
  forward(z: Tensor, states: readonly Tensor[], kernels: readonly Tensor[]): Done;
  /** From the gradients of the states after it, those of `z` and of the states before. The kernels are [trials, units, gates × units]. */
  backward(
    dNext: readonly Tensor[],
    saved: readonly Tensor[],
    states: readonly Tensor[],
    kernels: readonly Tensor[],
  ): { readonly dz: Tensor; readonly dStates: readonly Tensor[] };
}

/** The derivatives of a gate, by what it gave. */
export const sigmoidSlope = (y: Tensor): Tensor => tf.mul(y, tf.sub(1, y));
export const tanhSlope = (y: Tensor): Tensor => tf.sub(1, tf.square(y));

interface Recurrence {
  readonly cell: Cell;
  /** Whether it gives every step's state or the last one's. */
  readonly sequences: boolean;
  /** A step's 1 for real and 0 for padded rows, beside [trials, units, rows]: over a padded step the states are held. */
  readonly masks: readonly Tensor[] | undefined;
}

/**
 * Runs a cell over the steps of `z`, [trials, gates × units, steps, rows]; `kernel` is [trials, units, gates × units]. Gives
 * [trials, units, steps, rows], or [trials, units, rows].
 * The way back is written down: the tape's would be twice the operations, and the kernel's gradient a product a step instead of one.
 */
export function overSteps(z: Tensor, kernel: Tensor, { cell, sequences, masks }: Recurrence): Tensor {
  const [trials = 1, units = 1] = kernel.shape;
  const [, , steps = 1, rows = 1] = z.shape;
  const widths = cell.gates.map((gates) => gates * units);
  const split = (x: Tensor, axis: number): Tensor[] => (widths.length === 1 ? [x] : tf.split(x, widths, axis));
  const zeros = (): Tensor[] => Array.from({ length: cell.states }, () => tf.fill([trials, units, rows], 0));
  const stack = (tensors: Tensor[]): Tensor => tf.stack(tensors, 2);

  const forward = (inputs: Tensor, wide: Tensor): Done[] => {
    const kernels = split(wide, 2).map((part) => tf.transpose(part, [0, 2, 1]));
    let states: readonly Tensor[] = zeros();
    return tf.unstack(inputs, 2).map((step, at) => {
      const done = cell.forward(step, states, kernels);
      const mask = masks?.[at];
      const next =
        mask === undefined
          ? done.next
          : done.next.map((state, index) => {
              const before = states[index] as Tensor;
              return tf.add(before, tf.mul(tf.sub(state, before), mask));
            });
      states = next;
      return { ...done, next };
    });
  };

  const backward = (dy: Tensor, wide: Tensor, course: readonly Done[]): [Tensor, Tensor] => {
    const kernels = split(wide, 2);
    const given = sequences ? tf.unstack(dy, 2) : [];
    let dStates: readonly Tensor[] = sequences ? zeros() : [dy, ...zeros().slice(1)];
    const dz: Tensor[] = [];
    for (let at = steps - 1; at >= 0; at--) {
      const dGiven = given[at];
      if (dGiven !== undefined) dStates = [tf.add(dStates[0] as Tensor, dGiven), ...dStates.slice(1)];
      const mask = masks?.[at];
      const dNext = mask === undefined ? dStates : dStates.map((gradient) => tf.mul(gradient, mask));
      const held =
        mask === undefined ? undefined : dStates.map((gradient, index) => tf.sub(gradient, dNext[index] as Tensor));
      const before = course[at - 1]?.next ?? zeros();
      const back = cell.backward(dNext, course[at]?.saved ?? [], before, kernels);
      dz.unshift(back.dz);
      dStates =
        held === undefined
          ? back.dStates
          : back.dStates.map((gradient, index) => tf.add(gradient, held[index] as Tensor));
    }
    const flat = (x: Tensor): Tensor => tf.reshape(x, [trials, -1, steps * rows]);
    const dInputs = stack(dz);
    const dKernels = split(flat(dInputs), 1).map((gradient, index) =>
      trialProduct(flat(stack(course.map(({ read }) => read[index] as Tensor))), gradient, false, true),
    );
    return [dInputs, dKernels.length === 1 ? (dKernels[0] as Tensor) : tf.concat(dKernels, 2)];
  };

  return tf.customGrad((inputs, wide, save) => {
    const course = forward(inputs as Tensor, wide as Tensor);
    // Tensors are saved as one list, in which every step has as many.
    (save as (tensors: Tensor[]) => void)([
      wide as Tensor,
      ...course.flatMap(({ next, read, saved }) => [...next, ...read, ...saved]),
    ]);
    const outputs = course.map(({ next }) => next[0] as Tensor);
    return {
      value: sequences ? stack(outputs) : (outputs.at(-1) as Tensor),
      gradFunc: (dy: Tensor, [own, ...list]: Tensor[]) => {
        const size = list.length / steps;
        const reads = cell.states + cell.gates.length;
        const past = Array.from({ length: steps }, (_, at): Done => {
          const part = list.slice(at * size, (at + 1) * size);
          return { next: part.slice(0, cell.states), read: part.slice(cell.states, reads), saved: part.slice(reads) };
        });
        return backward(dy, own as Tensor, past);
      },
    };
  })(z, kernel);
}
