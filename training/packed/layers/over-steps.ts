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

/** All that the way back needs of one step. */
interface Past extends Done {
  readonly input: Tensor;
  readonly mask: Tensor | undefined;
}

/** What a kind of recurrent layer does at one step. Of zeros, which padded units begin with and are fed, it must make zeros. */
export interface Cell {
  readonly states: number;
  /** Gates of each recurrent kernel, in the order of the gates. */
  readonly gates: readonly number[];
  /** `z`, [trials, gates × units, rows], is what the step's inputs say. The kernels are [trials, gates × units, units]. */
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
  /** Whether it reads from the last step to the first. */
  readonly backwards: boolean;
  /** Whether it gives every step's state or that of the step read last. */
  readonly sequences: boolean;
  /** Each step's 1 for real and 0 for padded rows, beside [trials, units, rows]: over a padded step the states are held. */
  readonly masks: readonly Tensor[] | undefined;
}

/**
 * Runs a cell over the steps of `x`, [trials, channels, steps, rows]; `kernel` is [trials, channels, gates × units], `recurrentKernel`
 * [trials, units, gates × units]. Gives [trials, units, steps, rows], or [trials, units, rows]. An `x` of one for all trials is given no gradient.
 *
 * The way back is written down, as the tape's would be twice the operations. All products are of one step: what they give is then still in the
 * processor's cache for the gates, which makes up for many times the calls.
 */
export function overSteps(x: Tensor, kernel: Tensor, recurrentKernel: Tensor, recurrence: Recurrence): Tensor {
  const { cell, backwards, sequences, masks } = recurrence;
  const [trials = 1, units = 1] = recurrentKernel.shape;
  const rows = x.shape[3] ?? 1;
  const shared = x.shape[0] !== trials;
  const widths = cell.gates.map((gates) => gates * units);
  const split = (tensor: Tensor, axis: number): Tensor[] =>
    widths.length === 1 ? [tensor] : tf.split(tensor, widths, axis);
  const turned = (tensor: Tensor): Tensor => tf.transpose(tensor, [0, 2, 1]);
  const zeros = (): Tensor[] => Array.from({ length: cell.states }, () => tf.fill([trials, units, rows], 0));
  const inOrder = <T>(steps: readonly T[]): readonly T[] => (backwards ? steps.toReversed() : steps);
  const stepsOf = (tensor: Tensor): readonly Tensor[] => inOrder(tf.unstack(tensor, 2));
  const stack = (steps: readonly Tensor[]): Tensor => tf.stack([...inOrder(steps)], 2);
  const maskAt = masks && inOrder(masks);

  const forward = (inputs: readonly Tensor[], forInputs: Tensor, forStates: Tensor): Past[] => {
    const tall = turned(forInputs);
    const kernels = split(forStates, 2).map(turned);
    let states: readonly Tensor[] = zeros();
    return inputs.map((input, at) => {
      const done = cell.forward(trialProduct(tall, input, false, false), states, kernels);
      const mask = maskAt?.[at];
      states = mask === undefined ? done.next : held(done.next, states, mask);
      return { ...done, next: states, input, mask };
    });
  };

  /** Gradients of the inputs, unless they are shared, and of both kernels. */
  const backward = (dy: Tensor, forInputs: Tensor, forStates: Tensor, course: readonly Past[]): Tensor[] => {
    const kernels = split(forStates, 2);
    const given = sequences ? stepsOf(dy) : [];
    const dInputs: Tensor[] = [];
    const dKernel: Tensor[] = [];
    const dKernels: Tensor[][] = kernels.map(() => []);
    let dStates: readonly Tensor[] = sequences ? zeros() : [dy, ...zeros().slice(1)];
    for (const [at, { input, read, saved, mask }] of [...course.entries()].toReversed()) {
      const dGiven = given[at];
      if (dGiven !== undefined) dStates = [tf.add(dStates[0] as Tensor, dGiven), ...dStates.slice(1)];
      const dNext = mask === undefined ? dStates : dStates.map((gradient) => tf.mul(gradient, mask));
      const { dz, dStates: dBefore } = cell.backward(dNext, saved, course[at - 1]?.next ?? zeros(), kernels);
      const dHeld =
        mask === undefined ? [] : dStates.map((gradient, index) => tf.sub(gradient, dNext[index] as Tensor));
      dStates =
        mask === undefined ? dBefore : dBefore.map((gradient, index) => tf.add(gradient, dHeld[index] as Tensor));
      if (!shared) dInputs.unshift(trialProduct(forInputs, dz, false, false));
      dKernel.push(trialProduct(input, dz, false, true));
      for (const [index, part] of split(dz, 1).entries()) {
        dKernels[index]?.push(trialProduct(read[index] as Tensor, part, false, true));
      }
    }
    const sums = dKernels.map((parts) => tf.addN(parts));
    return [
      ...(shared ? [] : [stack(dInputs)]),
      tf.addN(dKernel),
      sums.length === 1 ? (sums[0] as Tensor) : tf.concat(sums, 2),
    ];
  };

  const own = shared ? [kernel, recurrentKernel] : [x, kernel, recurrentKernel];
  return tf.customGrad((...given) => {
    const [forInputs, forStates, save] = given.slice(-3) as unknown as [Tensor, Tensor, (tensors: Tensor[]) => void];
    const course = forward(stepsOf(shared ? x : (given[0] as Tensor)), forInputs, forStates);
    // tfjs saves one list.
    const saved = course.map(({ input, next, read, saved: more, mask }) => [
      [input],
      next,
      read,
      more,
      mask === undefined ? [] : [mask],
    ]);
    save([forInputs, forStates, ...saved.flat(2)]);
    const outputs = course.map(({ next }) => next[0] as Tensor);
    return {
      value: sequences ? stack(outputs) : (outputs.at(-1) as Tensor),
      gradFunc: (dy: Tensor, [ownInputs, ownStates, ...list]: Tensor[]) => {
        const past = saved.map((groups): Past => {
          const [[input], next, read, more, [mask]] = groups.map(({ length }) => list.splice(0, length)) as [
            [Tensor],
            Tensor[],
            Tensor[],
            Tensor[],
            [Tensor?],
          ];
          return { input, next, read, saved: more, mask };
        });
        return backward(dy, ownInputs as Tensor, ownStates as Tensor, past);
      },
    };
  })(...own);
}

const held = (next: readonly Tensor[], before: readonly Tensor[], mask: Tensor): Tensor[] =>
  next.map((state, index) => tf.add(before[index] as Tensor, tf.mul(tf.sub(state, before[index] as Tensor), mask)));
