import { nonDominatedRanks } from './dominance.ts';

type Point = readonly number[];

/**
 * Volume of what the points dominate and that dominates `reference`; every coordinate lower is better. Points that are nowhere short of
 * the reference add nothing. Exact: a sweep for two coordinates, WFG (While, Bradstreet & Barone 2012) for more, which is
 * meant for some hundred points of up to five.
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const inside = points.filter((point) => reference.every((bound, at) => (point[at] ?? Number.NaN) < bound));
  return volumeOf(frontOf(inside), reference);
}

/** Those that no other dominates, each once, worst in the last coordinate first: limits of the later ones are then small. */
function frontOf(points: readonly Point[]): Point[] {
  const ranks = nonDominatedRanks(points);
  const front = points.filter((_, index) => ranks[index] === 0);
  front.sort((left, right) => (right.at(-1) ?? 0) - (left.at(-1) ?? 0));
  return front.filter((point, index) => !front.slice(0, index).some((other) => isSame(point, other)));
}

const isSame = (left: Point, right: Point): boolean => left.every((value, at) => value === right[at]);

function volumeOf(front: readonly Point[], reference: Point): number {
  if (reference.length === 2) return areaOf(front, reference);
  return front.reduce((sum, point, index) => {
    // What the point adds to those after it: its box less what they cover of it.
    const limited = front.slice(index + 1).map((other) => other.map((value, at) => Math.max(value, point[at] ?? 0)));
    return sum + boxOf(point, reference) - volumeOf(frontOf(limited), reference);
  }, 0);
}

const boxOf = (point: Point, reference: Point): number =>
  reference.reduce((product, bound, at) => product * (bound - (point[at] ?? bound)), 1);

function areaOf(front: readonly Point[], [right = 0, top = 0]: Point): number {
  let area = 0;
  let height = top;
  for (const [x = right, y = top] of [...front].sort(([a = 0], [b = 0]) => a - b)) {
    area += (right - x) * Math.max(0, height - y);
    height = Math.min(height, y);
  }
  return area;
}
