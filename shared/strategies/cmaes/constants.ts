/** What CMA-ES is set to: functions of the dimension and the population alone (Hansen 2016, table 1). */
export interface Constants {
  /** Of all ranks, best first; those of the second half are negative. */
  readonly weights: readonly number[];
  /** How many of the weights are for the mean. */
  readonly selected: number;
  readonly effective: number;
  readonly pathDecay: number;
  readonly stepDecay: number;
  readonly damping: number;
  readonly rankOne: number;
  readonly rankMany: number;
}

/** The population that is usual in a dimension. */
export const usualPopulation = (size: number): number => 4 + Math.floor(3 * Math.log(size));

export function constantsOf(size: number, population: number): Constants {
  const raw = Array.from({ length: population }, (_, rank) => Math.log((population + 1) / 2) - Math.log(rank + 1));
  const selected = Math.max(1, Math.floor(population / 2));
  const [best, rest] = [raw.slice(0, selected), raw.slice(selected)];
  const effective = effectiveOf(best);
  const stepDecay = (effective + 2) / (size + effective + 5);
  const rankOne = 2 / ((size + 1.3) ** 2 + effective);
  const rankMany = Math.min(1 - rankOne, (2 * (effective + 1 / effective - 2)) / ((size + 2) ** 2 + effective));
  const negative = Math.min(
    1 + rankOne / rankMany,
    1 + (2 * effectiveOf(rest)) / (effective + 2),
    (1 - rankOne - rankMany) / (size * rankMany),
  );
  return {
    weights: [...shares(best, 1), ...shares(rest, negative)],
    selected,
    effective,
    pathDecay: (4 + effective / size) / (size + 4 + (2 * effective) / size),
    stepDecay,
    damping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (size + 1)) - 1) + stepDecay,
    rankOne,
    rankMany,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Of how many equal weights the mean's variance would be the same. */
const effectiveOf = (weights: readonly number[]): number => {
  const squares = sum(weights.map((weight) => weight * weight));
  return squares === 0 ? 1 : sum(weights) ** 2 / squares;
};

/** Scaled so that their amounts add up to the whole. */
function shares(weights: readonly number[], whole: number): number[] {
  const total = sum(weights.map(Math.abs));
  return weights.map((weight) => (total === 0 ? whole / weights.length : (whole * weight) / total));
}
