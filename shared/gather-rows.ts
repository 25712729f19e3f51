/** The rows with these indices, in their order, repeats included, of a row-major [rows, width]. */
export function gatherRows(from: ArrayLike<number>, rows: ArrayLike<number>, width: number): Float32Array {
  const gathered = new Float32Array(rows.length * width);
  for (let at = 0; at < rows.length; at++) {
    const start = (rows[at] ?? 0) * width;
    for (let column = 0; column < width; column++) gathered[at * width + column] = from[start + column] ?? 0;
  }
  return gathered;
}
