/** How budgets grow: each rung is `factor` times the one before. */
export interface RungOptions {
  readonly factor?: number | undefined;
  /** Epochs of the first rung; by default the full budget divided by the factor twice. */
  readonly minEpochs?: number | undefined;
}

/** Rungs from the first by the factor, as far as a whole step to the full budget is left; the full budget is the last. */
export function geometricRungs(epochs: number, { factor = 3, minEpochs }: RungOptions): number[] {
  const rungs: number[] = [];
  const first = minEpochs ?? Math.max(1, Math.floor(epochs / factor ** 2));
  for (let rung = first; rung * factor <= epochs; rung *= factor) rungs.push(rung);
  return [...rungs, epochs];
}

/** The budget after `reached`; undefined at the last one. */
export const nextRung = (rungs: readonly number[], reached: number): number | undefined =>
  rungs.find((rung) => rung > reached);
