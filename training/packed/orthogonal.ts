import type { Random } from '../../shared/random.ts';

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
};

/**
 * A random matrix [rows, columns], row-major, whose rows, or columns where those are fewer, have length 1 and are at right angles: normal
 * vectors by Gram and Schmidt's process.
 */
export function orthogonal(rows: number, columns: number, random: Random): Float32Array {
  const wide = rows <= columns;
  const vectors: Float64Array[] = [];
  while (vectors.length < Math.min(rows, columns)) {
    const vector = Float64Array.from({ length: Math.max(rows, columns) }, () => random.normal());
    // Twice: the second time takes off what rounding left.
    for (const other of [...vectors, ...vectors]) {
      const along = dot(vector, other);
      for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) - along * (other[at] ?? 0);
    }
    const length = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / length));
  }
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return (wide ? vectors[row]?.[column] : vectors[column]?.[row]) ?? 0;
  });
}
