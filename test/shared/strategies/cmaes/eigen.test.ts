import { expect, it } from 'vitest';
import { createRandom } from '../../../../shared/random.ts';
import { eigen } from '../../../../shared/strategies/cmaes/eigen.ts';

it('finds the eigenvalues of the second difference, known in closed form', () => {
  const size = 12;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    matrix[i * size + i] = 2;
    if (i > 0) matrix[i * size + i - 1] = matrix[(i - 1) * size + i] = -1;
  }
  const known = Array.from({ length: size }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (size + 1)));
  const found = [...eigen(matrix, size).values].sort((left, right) => left - right);
  for (const [k, value] of found.entries()) expect(value).toBeCloseTo(known[k] ?? 0, 12);
});

it('gives the matrix back, over sixteen decades too', () => {
  const size = 8;
  const random = createRandom(1);
  const scales = Array.from({ length: size }, (_, k) => 10 ** (k - 4));
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = (row === column ? 1 : 0.5 * (random.next() - 0.5)) * (scales[row] ?? 0) * (scales[column] ?? 0);
      matrix[row * size + column] = matrix[column * size + row] = value;
    }
  }
  const { values, vectors } = eigen(matrix, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let k = 0; k < size; k++) {
        sum += (vectors[row * size + k] ?? 0) * (values[k] ?? 0) * (vectors[column * size + k] ?? 0);
      }
      expect(Math.abs(sum - (matrix[row * size + column] ?? 0))).toBeLessThan(1e-13 * 1e6);
    }
  }
});
