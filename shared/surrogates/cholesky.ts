/** Added to a diagonal, as shares of its mean and step by step, where rounding has made the matrix indefinite. */
const jitters = [0, 1e-10, 1e-8, 1e-6, 1e-4];

/**
 * The lower triangular L with L·Lᵀ = matrix, row-major [size, size]; the upper triangle of the result is 0. A matrix that is positive
 * definite but for rounding gets a small diagonal added. Throws RangeError for one that is not.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  let mean = 0;
  for (let row = 0; row < size; row++) mean += (matrix[row * size + row] as number) / size;
  for (const jitter of jitters) {
    const lower = factor(matrix, size, jitter * mean);
    if (lower !== undefined) return lower;
  }
  throw new RangeError('The matrix is not positive definite');
}

function factor(matrix: Float64Array, size: number, jitter: number): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const at = row * size;
    for (let column = 0; column <= row; column++) {
      const other = column * size;
      let sum = matrix[at + column] as number;
      for (let k = 0; k < column; k++) sum -= (lower[at + k] as number) * (lower[other + k] as number);
      if (column < row) lower[at + column] = sum / (lower[other + column] as number);
      else {
        if (!(sum + jitter > 0)) return undefined;
        lower[at + row] = Math.sqrt(sum + jitter);
      }
    }
  }
  return lower;
}

/** L⁻¹·vector, in place. */
export function solveLower(lower: Float64Array, size: number, vector: Float64Array): Float64Array {
  for (let row = 0; row < size; row++) {
    const at = row * size;
    let sum = vector[row] as number;
    for (let k = 0; k < row; k++) sum -= (lower[at + k] as number) * (vector[k] as number);
    vector[row] = sum / (lower[at + row] as number);
  }
  return vector;
}

/** L⁻ᵀ·vector, in place. */
export function solveUpper(lower: Float64Array, size: number, vector: Float64Array): Float64Array {
  for (let row = size - 1; row >= 0; row--) {
    const value = (vector[row] as number) / (lower[row * size + row] as number);
    vector[row] = value;
    const at = row * size;
    for (let k = 0; k < row; k++) vector[k] = (vector[k] as number) - (lower[at + k] as number) * value;
  }
  return vector;
}

/** (L·Lᵀ)⁻¹, row-major and symmetric. */
export function invert(lower: Float64Array, size: number): Float64Array {
  // Rows of the inverse of L, then the product of its transpose with itself.
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const at = row * size;
    const pivot = lower[at + row] as number;
    inverse[at + row] = 1 / pivot;
    for (let k = 0; k < row; k++) {
      const share = -(lower[at + k] as number) / pivot;
      const other = k * size;
      for (let column = 0; column <= k; column++) {
        inverse[at + column] = (inverse[at + column] as number) + share * (inverse[other + column] as number);
      }
    }
  }
  const product = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const from = k * size;
    for (let row = 0; row <= k; row++) {
      const value = inverse[from + row] as number;
      const at = row * size;
      for (let column = 0; column <= row; column++) {
        product[at + column] = (product[at + column] as number) + value * (inverse[from + column] as number);
      }
    }
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) product[column * size + row] = product[row * size + column] as number;
  }
  return product;
}
