import { expect, it } from 'vitest';
import { mapConcurrently } from '../../shared/steps/map-concurrently.ts';

it('keeps the order, and the limit', async () => {
  let [running, most] = [0, 0];
  const doubled = await mapConcurrently(
    Array.from({ length: 100 }, (_, i) => i),
    async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, (item * 7) % 5));
      running--;
      return 2 * item;
    },
    10,
  );
  expect(doubled).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i));
  expect(most).toBe(10);
  expect(await mapConcurrently([], () => Promise.reject(new Error('never called')))).toEqual([]);
});

it('rejects with the first error', async () => {
  const failing = mapConcurrently([1, 2, 3], (item) =>
    item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item),
  );
  await expect(failing).rejects.toThrow('two');
});
