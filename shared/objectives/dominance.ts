/**
 * For each point the front it lies on, 0 for those that no other dominates; every coordinate lower is better. One point dominates another
 * where it is nowhere worse and somewhere better; equal points share a front. Efficient non-dominated sorting with a binary search over
 * fronts (Zhang et al. 2015): a point can only be dominated by those before it in lexicographic order.
 */
export function nonDominatedRanks(points: readonly (readonly number[])[]): number[] {
  const order = points.map((_, index) => index).sort((left, right) => compare(at(points, left), at(points, right)));
  const fronts: number[][] = [];
  const ranks = Array.from({ length: points.length }, () => 0);
  for (const index of order) {
    const point = at(points, index);
    // The last ones of a front are the nearest in order, and the likeliest to dominate.
    const dominated = (front: readonly number[]): boolean =>
      front.findLast((other) => dominates(at(points, other), point)) !== undefined;
    let [low, high] = [0, fronts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (dominated(fronts[middle] ?? [])) low = middle + 1;
      else high = middle;
    }
    ranks[index] = low;
    const front = fronts[low];
    if (front === undefined) fronts.push([index]);
    else front.push(index);
  }
  return ranks;
}

const at = (points: readonly (readonly number[])[], index: number): readonly number[] => points[index] ?? [];

function compare(left: readonly number[], right: readonly number[]): number {
  for (let i = 0; i < left.length; i++) {
    const [a = 0, b = 0] = [left[i], right[i]];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

/** Whether `left` is nowhere worse and somewhere better; lower is better. */
export function dominates(left: readonly number[], right: readonly number[]): boolean {
  let better = false;
  for (let i = 0; i < left.length; i++) {
    const [a = 0, b = 0] = [left[i], right[i]];
    if (a > b) return false;
    if (a < b) better = true;
  }
  return better;
}

/**
 * Crowding distances of the points of one front, in the order of `front`, which holds their indices (Deb et al. 2002): the sum over the
 * coordinates of the gap between a point's two neighbours, as a share of the front's range. Infinity for the ends.
 */
export function crowdingDistances(points: readonly (readonly number[])[], front: readonly number[]): number[] {
  const distances = Array.from({ length: front.length }, () => 0);
  const coordinates = at(points, front[0] ?? 0).length;
  for (let coordinate = 0; coordinate < coordinates; coordinate++) {
    const valueAt = (place: number): number => at(points, front[place] ?? 0)[coordinate] ?? 0;
    const order = front.map((_, place) => place).sort((left, right) => valueAt(left) - valueAt(right));
    const [first = 0, last = 0] = [order[0], order.at(-1)];
    const range = valueAt(last) - valueAt(first);
    distances[first] = Number.POSITIVE_INFINITY;
    distances[last] = Number.POSITIVE_INFINITY;
    if (range === 0) continue;
    for (let i = 1; i < order.length - 1; i++) {
      const [before = 0, place = 0, after = 0] = [order[i - 1], order[i], order[i + 1]];
      distances[place] = (distances[place] ?? 0) + (valueAt(after) - valueAt(before)) / range;
    }
  }
  return distances;
}

/**
 * Indices of the points, best first: by front, then the less crowded (Deb et al. 2002). Among equals the order stays as it is: the ends
 * of a front, all infinitely uncrowded, come first.
 */
export function byFrontAndCrowding(points: readonly (readonly number[])[]): number[] {
  const fronts: number[][] = [];
  for (const [index, rank] of nonDominatedRanks(points).entries()) (fronts[rank] ??= []).push(index);
  return fronts.flatMap((front) => {
    const crowding = crowdingDistances(points, front);
    const order = front.map((_, place) => place);
    // Infinity less infinity is no number.
    order.sort((left, right) =>
      crowding[left] === crowding[right] ? 0 : (crowding[right] ?? 0) - (crowding[left] ?? 0),
    );
    return order.flatMap((place) => front[place] ?? []);
  });
}
