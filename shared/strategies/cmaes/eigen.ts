/** A symmetric matrix as V·diag(values)·Vᵀ. */
export interface Eigen {
  readonly values: Float64Array;
  /** Row-major [size, size]; column k belongs to the k-th value. */
  readonly vectors: Float64Array;
}

/** Sweeps are quadratically convergent: six to ten are usual. */
const mostSweeps = 30;

/** Eigenvalues and eigenvectors of a symmetric matrix, row-major [size, size], by cyclic Jacobi rotations (Golub & Van Loan, 8.5). */
export function eigen(symmetric: Float64Array, size: number): Eigen {
  const matrix = symmetric.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  let total = 0;
  for (const entry of matrix) total += entry * entry;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let rest = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rest += (matrix[p * size + q] as number) ** 2;
    }
    if (rest <= 1e-26 * total) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(matrix, vectors, size, p, q);
    }
  }
  return { values: Float64Array.from({ length: size }, (_, i) => matrix[i * size + i] as number), vectors };
}

/** Makes the entry (p, q) zero. */
function rotate(matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apart = matrix[p * size + q] as number;
  if (apart === 0) return;
  const theta = ((matrix[q * size + q] as number) - (matrix[p * size + p] as number)) / (2 * apart);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    const [left, right] = [p * size + k, q * size + k];
    const [a, b] = [matrix[left] as number, matrix[right] as number];
    matrix[left] = cosine * a - sine * b;
    matrix[right] = sine * a + cosine * b;
  }
  for (let k = 0; k < size; k++) {
    const [left, right] = [k * size + p, k * size + q];
    const [a, b] = [matrix[left] as number, matrix[right] as number];
    matrix[left] = cosine * a - sine * b;
    matrix[right] = sine * a + cosine * b;
    const [v, w] = [vectors[left] as number, vectors[right] as number];
    vectors[left] = cosine * v - sine * w;
    vectors[right] = sine * v + cosine * w;
  }
}
