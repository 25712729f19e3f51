/**
 * The data behind the constants from scikit-learn 1.9.1: the same numbers in Python and here, as squares modulo a prime below
 * 2^26.5 are exact in doubles.
 */
export function mix(i: number, j: number): number {
  const prime = 94_906_249;
  let x = (i * 7919 + j * 104_729 + 12_345) % prime;
  for (let pass = 0; pass < 4; pass++) x = (x * x + i + j) % prime;
  return x / prime;
}

/** Probabilities with many ties that lean to the true class. */
export function probabilitiesOf(rows: number, classes: number): { probabilities: Float32Array; truth: Int32Array } {
  const truth = Int32Array.from({ length: rows }, (_, row) => Math.floor(mix(row, 99) * classes));
  const probabilities = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const weights = Array.from(
      { length: classes },
      (_, index) => Math.round(mix(row, index) * 8) / 8 + 0.125 + (index === truth[row] ? 0.25 : 0),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    probabilities.set(
      weights.map((weight) => weight / sum),
      row * classes,
    );
  }
  return { probabilities, truth };
}
