/** At most `limit` of the items, in order and evenly spread, with the first and the last. */
export function sampleEvenly<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  const step = (items.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_item, index) => items[Math.round(index * step)] as T);
}

/** The numbers' value at a share of their order: 0 is the least, 1 the greatest. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * The range of scores worth drawing: all of the good ones, the bad ones as far as they leave the good ones room.
 * One diverged candidate (an R² of −10,000) would otherwise flatten every plot.
 */
export function scoreRange(scores: readonly number[], maximise: boolean): readonly [number, number] {
  const sorted = [...scores].sort((left, right) => left - right);
  const least = sorted[0] ?? 0;
  const greatest = sorted.at(-1) ?? 1;
  if (maximise) {
    const reach = 1.25 * (greatest - quantile(sorted, 0.1));
    return [reach > 0 ? Math.max(least, greatest - reach) : least, greatest];
  }
  const reach = 1.25 * (quantile(sorted, 0.9) - least);
  return [least, reach > 0 ? Math.min(greatest, least + reach) : greatest];
}
