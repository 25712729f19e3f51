/** Index of every token that the vocabulary does not have; 0 is padding. */
export const unknownToken = 1;
/** Index of the vocabulary's first token. */
export const firstToken = 2;

/**
 * Writes a text's indices as a row of `out`, [rows, length], zeros in front; of a longer one those that it begins with. A text without
 * any is one unknown token, as networks that pass over padding need a step.
 */
export function writeTokens(indices: ArrayLike<number>, out: Float32Array, row: number, length: number): void {
  const kept = Math.min(indices.length, length);
  const end = (row + 1) * length;
  if (kept === 0) out[end - 1] = unknownToken;
  for (let at = 0; at < kept; at++) out[end - kept + at] = indices[at] ?? unknownToken;
}
