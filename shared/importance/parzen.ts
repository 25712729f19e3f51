import { normalProbability } from '../normal.ts';
import type { ParameterGrid } from './grid.ts';

/** A kernel of this width has nine tenths of its weight in its own cell. */
const narrowest = 0.5 / 1.64;

/**
 * How likely each cell of a grid is, from how many values fell into it: kernels at the cells beside one spread over all of them, which
 * weighs as much as one value. Kernels of ordered cells are normal, cut at the ends, as wide as Scott's rule says.
 */
export const cellDensity = (counts: ArrayLike<number>, { ordered }: Pick<ParameterGrid, 'ordered'>): Float64Array =>
  ordered ? orderedDensity(counts) : categoricalDensity(counts);

function categoricalDensity(counts: ArrayLike<number>): Float64Array {
  const all = Array.from(counts);
  const total = all.reduce((sum, count) => sum + count, 0);
  const kernels = all.filter((count) => count > 0).length + 1;
  const row = 1 + all.length / kernels;
  return Float64Array.from(all, (count) => (total / (kernels * row) + count / row + 1 / all.length) / (total + 1));
}

function orderedDensity(counts: ArrayLike<number>): Float64Array {
  const size = counts.length;
  let total = 0;
  for (let cell = 0; cell < size; cell++) total += counts[cell] ?? 0;
  const density = new Float64Array(size);
  // Kernels of one width are one curve that is shifted: what lies below each distance from the centre.
  const below = (width: number, offset: number): Float64Array =>
    Float64Array.from({ length: 2 * size + 1 }, (_, at) => normalProbability((at - size + offset) / width));
  const add = (weight: number, curve: Float64Array, shift: number): void => {
    const first = curve[shift] ?? 0;
    const inside = (curve[shift + size] ?? 1) - first;
    for (let cell = 0; cell < size; cell++) {
      const share = (curve[shift + cell + 1] ?? 1) - (curve[shift + cell] ?? 0);
      density[cell] = (density[cell] ?? 0) + (weight * share) / inside;
    }
  };
  const curve = below(Math.max(narrowest, scottWidth(counts, total)), -0.5);
  for (let cell = 0; cell < size; cell++) {
    const count = counts[cell] ?? 0;
    if (count > 0) add(count / (total + 1), curve, size - cell);
  }
  add(1 / (total + 1), below(size, -size / 2), size);
  return density;
}

/** Scott, "Multivariate Density Estimation", 1992: by the smaller of the deviation and the quartiles' distance. In cells. */
function scottWidth(counts: ArrayLike<number>, total: number): number {
  let sum = 0;
  for (let cell = 0; cell < counts.length; cell++) sum += cell * (counts[cell] ?? 0);
  const mean = sum / total;
  let squares = 0;
  for (let cell = 0; cell < counts.length; cell++) squares += (counts[cell] ?? 0) * (cell - mean) ** 2;
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  const [low, high] = quartiles(counts, total);
  return 1.059 * Math.min((high - low) / 1.34, deviation) * total ** -0.2;
}

function quartiles(counts: ArrayLike<number>, total: number): [number, number] {
  const [first, third] = [Math.floor(total / 4), Math.floor((total * 3) / 4)];
  let [below, low, high, last] = [0, -1, -1, 0];
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell] ?? 0;
    if (count === 0) continue;
    below += count;
    if (low < 0 && below >= first) low = cell;
    if (high < 0 && below > third) high = cell;
    last = cell;
  }
  return [low, high < 0 ? last : high];
}
