/** Maps in order of the items, at most `limit` at a time: a thousand open files at once is more than some systems allow. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  map: (item: T, index: number) => Promise<R>,
  limit = 32,
): Promise<R[]> {
  const results = Array.from<R>({ length: items.length });
  const rest = items.entries();
  const work = async () => {
    for (const [index, item] of rest) results[index] = await map(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
