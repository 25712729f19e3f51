/** The value of a smooth convex function at a point; writes its gradient into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  readonly iterations: number;
  /** Ends where no partial derivative is larger. */
  readonly tolerance: number;
}

const memory = 10;

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += (left[i] ?? 0) * (right[i] ?? 0);
  return sum;
}

/** target += factor × direction */
function add(target: Float64Array, factor: number, direction: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) + factor * (direction[i] ?? 0);
}

interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** step · change, above zero. */
  readonly curvature: number;
}

/** The quasi-Newton direction downhill, by the two-loop recursion over the last steps and changes of the gradient. */
function descent(gradient: Float64Array, corrections: readonly Correction[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (const { step, change, curvature } of corrections.toReversed()) {
    const share = dot(step, direction) / curvature;
    shares.unshift(share);
    add(direction, -share, change);
  }
  const last = corrections.at(-1);
  // Without a correction yet nothing is known of the scale: a step of length 1 at most.
  const scale =
    last === undefined
      ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)))
      : last.curvature / dot(last.change, last.change);
  for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] ?? 0) * scale;
  corrections.forEach(({ step, change, curvature }, index) => {
    add(direction, (shares[index] ?? 0) - dot(change, direction) / curvature, step);
  });
  return direction;
}

/** L-BFGS (Liu & Nocedal 1989) with backtracking until the decrease suffices. Gives the best point that it reached. */
export function minimise(
  objective: Objective,
  start: Float64Array,
  { iterations, tolerance }: MinimiseOptions,
): Float64Array {
  let point: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(point.length);
  let value = objective(point, gradient);
  const corrections: Correction[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (gradient.every((partial) => Math.abs(partial) <= tolerance)) break;
    const direction = descent(gradient, corrections);
    const slope = dot(gradient, direction);
    const nextGradient = new Float64Array(point.length);
    let accepted: { point: Float64Array; value: number } | undefined;
    for (let length = 1; length > 1e-10 && accepted === undefined; length /= 2) {
      const next = point.slice();
      add(next, length, direction);
      const nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) accepted = { point: next, value: nextValue };
    }
    if (accepted === undefined) break;
    const step = accepted.point.slice();
    add(step, -1, point);
    const change = nextGradient.slice();
    add(change, -1, gradient);
    const curvature = dot(step, change);
    if (curvature > 0) corrections.push({ step, change, curvature });
    if (corrections.length > memory) corrections.shift();
    ({ point, value } = accepted);
    gradient = nextGradient;
  }
  return point;
}
